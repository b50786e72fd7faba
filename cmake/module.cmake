# stillwatch_module(NAME [FUZZED] SOURCES ... DEPENDS ... LIBRARIES ... TESTS ... BENCHMARKS ... FUZZ ...)
#
# One module is one folder under src/: a static library stillwatch_NAME, one test program NAME_test from TESTS, one
# benchmark program NAME_benchmark from BENCHMARKS, and one program per file in FUZZ (named after the file), of which
# ctest replays src/NAME/fuzz_corpus/TARGET when that folder exists. When STILLWATCH_FUZZ is on, FUZZ programs link
# libFuzzer, and the library tells it what an input reaches; so does the library of a module that is FUZZED, which has no
# fuzz targets of its own and reads bytes for modules that do.
function(stillwatch_module NAME)
  cmake_parse_arguments(M "FUZZED" "" "SOURCES;DEPENDS;LIBRARIES;TESTS;BENCHMARKS;FUZZ" ${ARGN})
  set(library stillwatch_${NAME})
  if(M_SOURCES)
    add_library(${library} STATIC ${M_SOURCES})
    set(scope PUBLIC)
  else()
    add_library(${library} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${library} ${scope} ${PROJECT_SOURCE_DIR}/src)
  foreach(dependency ${M_DEPENDS})
    target_link_libraries(${library} ${scope} stillwatch_${dependency})
  endforeach()
  target_link_libraries(${library} ${scope} ${M_LIBRARIES} stillwatch_options)
  if(STILLWATCH_FUZZ AND (M_FUZZED OR M_FUZZ))
    target_compile_options(${library} PRIVATE -fsanitize=fuzzer-no-link)
    stillwatch_precompiled(${library} fuzzed)
  elseif(M_SOURCES)
    stillwatch_precompiled(${library} plain)
  endif()

  if(M_TESTS)
    add_executable(${NAME}_test ${M_TESTS})
    target_link_libraries(${NAME}_test PRIVATE ${library} GTest::gtest_main)
    stillwatch_precompiled(${NAME}_test test)
    gtest_discover_tests(${NAME}_test TEST_PREFIX "${NAME}/" PROPERTIES TIMEOUT 600 DISCOVERY_TIMEOUT 60)
  endif()
  if(M_BENCHMARKS AND STILLWATCH_BENCHMARKS)
    add_executable(${NAME}_benchmark ${M_BENCHMARKS})
    target_link_libraries(${NAME}_benchmark PRIVATE ${library} benchmark::benchmark_main)
  endif()
  foreach(file ${M_FUZZ})
    get_filename_component(target ${file} NAME_WE)
    if(STILLWATCH_FUZZ)
      add_executable(${target} ${file})
      target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
      target_link_options(${target} PRIVATE -fsanitize=fuzzer)
      stillwatch_precompiled(${target} fuzzed)
    else()
      add_executable(${target} ${file} ${PROJECT_SOURCE_DIR}/src/base/fuzz_replay_main.cpp)
      stillwatch_precompiled(${target} plain)
    endif()
    target_link_libraries(${target} PRIVATE ${library})
    add_dependencies(fuzz_targets ${target})
    set(corpus ${CMAKE_CURRENT_SOURCE_DIR}/fuzz_corpus/${target})
    set_property(GLOBAL APPEND PROPERTY STILLWATCH_FUZZ_TARGETS "${target} ${corpus}")
    if(EXISTS ${corpus})
      # With no runs, libFuzzer replays the saved inputs and adds none.
      add_test(NAME ${NAME}/replay_${target} COMMAND ${target} $<$<BOOL:${STILLWATCH_FUZZ}>:-runs=0> ${corpus} COMMAND_EXPAND_LISTS)
    endif()
  endforeach()
endfunction()

add_custom_target(fuzz_targets)  # all of them

# stillwatch_precompiled(TARGET plain|fuzzed|test): TARGET need not read the headers again that most files include. Only a
# build without it, as that of the release preset, shows that a file includes what it uses.
function(stillwatch_precompiled TARGET KIND)
  if(STILLWATCH_PRECOMPILE)
    target_precompile_headers(${TARGET} REUSE_FROM stillwatch_${KIND}_headers)
  endif()
endfunction()

function(stillwatch_precompile KIND)
  cmake_parse_arguments(M "" "" "HEADERS;LIBRARIES;OPTIONS" ${ARGN})
  set(target stillwatch_${KIND}_headers)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${target}.cpp CONTENT "// Holds the precompiled headers.\n")
  add_library(${target} OBJECT ${CMAKE_BINARY_DIR}/${target}.cpp)
  set_target_properties(${target} PROPERTIES EXPORT_COMPILE_COMMANDS OFF)
  target_precompile_headers(${target} PRIVATE ${M_HEADERS})
  # Without the time of its files, so that ccache knows it again in another build.
  target_compile_options(${target} PRIVATE ${M_OPTIONS} "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>")
  target_link_libraries(${target} PRIVATE ${M_LIBRARIES} stillwatch_options)
  add_dependencies(precompiled_headers ${target})
endfunction()

# stillwatch_compile_together(TARGET): the files of a program become two. Each command instantiates the whole parser of
# the command line, which costs far more than what is its own.
function(stillwatch_compile_together TARGET)
  get_target_property(files ${TARGET} SOURCES)
  list(LENGTH files count)
  math(EXPR half "(${count} + 1) / 2")
  set_target_properties(${TARGET} PROPERTIES UNITY_BUILD ${STILLWATCH_TOGETHER} UNITY_BUILD_BATCH_SIZE ${half})
endfunction()

# Flags shared by everything that is built here.
add_library(stillwatch_options INTERFACE)
target_compile_options(stillwatch_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wno-sign-conversion
  # g++ 12 sees overlaps in std::string concatenation that are not there; the std::stable_sort of its library uses a
  # function that clang reports as deprecated under C++20.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)
if(STILLWATCH_WERROR)
  target_compile_options(stillwatch_options INTERFACE -Werror)
endif()
if(STILLWATCH_SANITIZE)
  # By its manual, g++ reports values as maybe uninitialised that are not when sanitizers add their checks.
  target_compile_options(stillwatch_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_compile_options(stillwatch_options INTERFACE -fsanitize=${STILLWATCH_SANITIZE} -fno-omit-frame-pointer)
  target_compile_definitions(stillwatch_options INTERFACE STILLWATCH_SANITIZED)  # g++ and clang say it differently
  target_link_options(stillwatch_options INTERFACE -fsanitize=${STILLWATCH_SANITIZE})
endif()

if(STILLWATCH_PRECOMPILE)
  add_custom_target(precompiled_headers)  # all of them
  find_package(fmt REQUIRED)
  find_package(GTest REQUIRED)
  set(most_included <algorithm> <array> <bit> <cmath> <cstdint> <cstring> <deque> <functional> <limits> <map> <memory>
    <optional> <set> <span> <string> <string_view> <unordered_map> <unordered_set> <utility> <variant> <vector> <fmt/format.h>)
  stillwatch_precompile(plain HEADERS ${most_included} LIBRARIES fmt::fmt)
  stillwatch_precompile(test HEADERS ${most_included} <gtest/gtest.h> LIBRARIES fmt::fmt GTest::gtest)
  if(STILLWATCH_FUZZ)
    stillwatch_precompile(fuzzed HEADERS ${most_included} LIBRARIES fmt::fmt OPTIONS -fsanitize=fuzzer-no-link)
  endif()
endif()
