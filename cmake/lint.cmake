# What scripts/tidy needs beside the compile commands: `tidy_needs`.
add_custom_target(tidy_needs)
if(STILLWATCH_PRECOMPILE)
  add_dependencies(tidy_needs precompiled_headers)
endif()

# clang-tidy works without it, at a third of the speed.
set(clang_headers /usr/lib/llvm-19/include)
if(EXISTS ${clang_headers}/clang/AST/ASTConsumer.h AND EXISTS ${clang_headers}/llvm/ADT/StringRef.h)
  add_library(tidy_own_code MODULE ${PROJECT_SOURCE_DIR}/scripts/tidy_own_code.cpp)
  target_include_directories(tidy_own_code SYSTEM PRIVATE ${clang_headers})
  # Debian builds clang's libraries with g++, and plugins need none of the types' names at run time.
  target_compile_options(tidy_own_code PRIVATE -Wall -Wextra -O0 -fno-rtti)
  set_target_properties(tidy_own_code PROPERTIES PREFIX "" EXPORT_COMPILE_COMMANDS OFF)
  add_dependencies(tidy_needs tidy_own_code)
endif()
