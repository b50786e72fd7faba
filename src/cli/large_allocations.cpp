// The program's operator new: large arrays go where base/large_blocks.h says, everything else to the heap, as
// before. The standard library makes the forms for arrays and those that do not throw from these; the forms
// for alignment stay as they are.
#include <cstdlib>
#include <new>

#include "base/large_blocks.h"

// NOLINTBEGIN(cppcoreguidelines-no-malloc): this is what others use instead
void* operator new(std::size_t size) {
  if (size >= stillwatch::LargeBlocks::kLeast) {
    if (void* const block = stillwatch::LargeBlocks::allocate(size); block != nullptr) return block;
  }
  for (;;) {
    if (void* const at = std::malloc(size == 0 ? 1 : size); at != nullptr) return at;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}

void operator delete(void* at) noexcept {
  if (!stillwatch::LargeBlocks::release(at)) std::free(at);
}

void operator delete(void* at, std::size_t /*size*/) noexcept { operator delete(at); }
// NOLINTEND(cppcoreguidelines-no-malloc)
