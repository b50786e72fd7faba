#include "base/siphash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <bit>
#include <cstring>

namespace stillwatch {
namespace {

struct State {
  std::uint64_t v0, v1, v2, v3;

  explicit State(SipKey key)
      : v0(key.k0 ^ 0x736f6d6570736575ULL),
        v1(key.k1 ^ 0x646f72616e646f6dULL),
        v2(key.k0 ^ 0x6c7967656e657261ULL),
        v3(key.k1 ^ 0x7465646279746573ULL) {}

  void round() {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }

  void absorb(std::uint64_t word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  std::uint64_t finish() {
    v2 ^= 0xff;
    for (int i = 0; i < 4; ++i) round();
    return v0 ^ v1 ^ v2 ^ v3;
  }
};

std::uint64_t load_little_endian(const char* bytes, std::size_t count) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < count; ++i) {
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return word;
}

}  // namespace

std::uint64_t siphash(SipKey key, std::string_view bytes) {
  State state(key);
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) state.absorb(load_little_endian(bytes.data() + at, 8));
  const std::uint64_t length = static_cast<std::uint64_t>(bytes.size()) << 56;
  state.absorb(length | load_little_endian(bytes.data() + at, bytes.size() - at));
  return state.finish();
}

std::uint64_t siphash(SipKey key, std::uint64_t word) {
  State state(key);
  state.absorb(word);
  state.absorb(8ULL << 56);
  return state.finish();
}

SipKey derive_key(std::string_view secret, std::string_view purpose) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size(), digest.data(), &size);
  const char* bytes = reinterpret_cast<const char*>(digest.data());
  return {load_little_endian(bytes, 8), load_little_endian(bytes + 8, 8)};
}

}  // namespace stillwatch
