#include "exchange/source.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

namespace stillwatch {
namespace {

constexpr std::size_t kStoredBuffer = std::size_t{256} << 10;
constexpr int kLargestZstdWindow = 27;  // log2: 128 MiB, what `zstd --long` writes by default

struct CloseDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct CloseZstd {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};
struct CloseInflate {
  void operator()(z_stream* stream) const {
    inflateEnd(stream);
    delete stream;  // NOLINT(cppcoreguidelines-owning-memory): this is the owner's deleter
  }
};

enum class Packing : std::uint8_t { unknown, plain, gzip, zstd };

Packing packing_of(const unsigned char* bytes, std::size_t count) {
  if (count >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b) return Packing::gzip;
  if (count >= 4 && bytes[1] == 0xb5 && bytes[2] == 0x2f && bytes[3] == 0xfd && bytes[0] == 0x28)
    return Packing::zstd;
  if (count >= 4 && (bytes[0] & 0xf0) == 0x50 && bytes[1] == 0x2a && bytes[2] == 0x4d && bytes[3] == 0x18)
    return Packing::zstd;  // a skippable frame
  return Packing::plain;
}

}  // namespace

struct ByteSource::State {
  int file = -1;
  bool close_file = false;
  std::string_view memory;  // instead of a file
  std::vector<unsigned char> stored;
  std::size_t stored_at = 0;
  std::size_t stored_end = 0;
  std::uint64_t stored_total = 0;
  bool stored_done = false;
  Packing packing = Packing::unknown;
  bool inside_frame = false;
  Trouble trouble = Trouble::none;
  std::string what;
  std::unique_ptr<EVP_MD_CTX, CloseDigest> digest;
  std::unique_ptr<ZSTD_DCtx, CloseZstd> zstd;
  std::unique_ptr<z_stream, CloseInflate> gzip;

  bool leave_no_cache = false;
  std::uint64_t passed = 0;  // bytes of the file that the cache was told to drop
  std::size_t passing = 0;   // read since

  State() : stored(kStoredBuffer) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (leave_no_cache) ::posix_fadvise(file, static_cast<off_t>(passed), 0, POSIX_FADV_DONTNEED);
    if (close_file) ::close(file);
  }

  [[nodiscard]] std::size_t available() const { return stored_end - stored_at; }

  void fail(Trouble kind, std::string text) {
    trouble = kind;
    what = std::move(text);
    stored_done = true;
    stored_at = stored_end;
  }

  std::size_t fetch(unsigned char* to, std::size_t size) {
    if (file < 0) {
      const std::size_t count = std::min(size, memory.size());
      std::memcpy(to, memory.data(), count);
      memory.remove_prefix(count);
      return count;
    }
    for (;;) {
      const ssize_t count = ::read(file, to, size);
      if (count > 0 && leave_no_cache) let_pass(static_cast<std::size_t>(count));
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno == EINTR) continue;
      fail(Trouble::io, std::string("read failed: ") + std::strerror(errno));
      return 0;
    }
  }

  // Some megabytes at a time: pages that the system reads ahead lie behind them.
  void let_pass(std::size_t count) {
    constexpr std::size_t kStretch = std::size_t{16} << 20;
    passing += count;
    if (passing < kStretch) return;
    ::posix_fadvise(file, static_cast<off_t>(passed), static_cast<off_t>(passing), POSIX_FADV_DONTNEED);
    passed += passing;
    passing = 0;
  }

  // Makes some stored bytes available unless the end is reached.
  void refill() {
    if (available() > 0 || stored_done) return;
    stored_at = 0;
    stored_end = 0;
    while (stored_end < 4 || stored_end < stored.size() / 2) {
      const std::size_t count = fetch(stored.data() + stored_end, stored.size() - stored_end);
      if (count == 0) {
        stored_done = true;
        break;
      }
      if (digest) EVP_DigestUpdate(digest.get(), stored.data() + stored_end, count);
      stored_end += count;
      stored_total += count;
    }
  }

  void choose_packing() {
    refill();
    packing = packing_of(stored.data() + stored_at, available());
    if (packing == Packing::zstd) {
      zstd.reset(ZSTD_createDCtx());
      ZSTD_DCtx_setParameter(zstd.get(), ZSTD_d_windowLogMax, kLargestZstdWindow);
    } else if (packing == Packing::gzip) {
      gzip.reset(std::make_unique<z_stream>().release());  // value-initialised, as zlib asks
      if (inflateInit2(gzip.get(), 15 + 16) != Z_OK) fail(Trouble::io, "zlib could not start");
    }
  }

  std::size_t read_plain(char* to, std::size_t size) {
    const std::size_t count = std::min(size, available());
    std::memcpy(to, stored.data() + stored_at, count);
    stored_at += count;
    return count;
  }

  std::size_t read_zstd(char* to, std::size_t size) {
    ZSTD_inBuffer in{stored.data() + stored_at, available(), 0};
    ZSTD_outBuffer out{to, size, 0};
    const std::size_t left = ZSTD_decompressStream(zstd.get(), &out, &in);
    stored_at += in.pos;
    if (ZSTD_isError(left)) {
      fail(Trouble::damaged, std::string("zstd: ") + ZSTD_getErrorName(left));
    } else {
      if (in.pos > 0 || out.pos > 0)
        inside_frame = left != 0;  // at a frame's end it asks for the next header
    }
    return out.pos;
  }

  std::size_t read_gzip(char* to, std::size_t size) {
    gzip->next_in = stored.data() + stored_at;
    gzip->avail_in = static_cast<uInt>(available());
    gzip->next_out = reinterpret_cast<Bytef*>(to);
    gzip->avail_out = static_cast<uInt>(std::min<std::size_t>(size, 1U << 30));
    const uInt before = gzip->avail_out;
    const std::size_t given = stored_at;
    const int status = inflate(gzip.get(), Z_NO_FLUSH);
    const std::size_t made = before - gzip->avail_out;
    stored_at = stored_end - gzip->avail_in;
    if (made > 0 || stored_at != given) inside_frame = status != Z_STREAM_END;
    if (status == Z_STREAM_END) {
      inflateReset(gzip.get());
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      fail(Trouble::damaged, std::string("gzip: ") + (gzip->msg != nullptr ? gzip->msg : "damaged data"));
    }
    return made;
  }

  // One step: at least one byte of output, or progress in the input, or the end.
  std::size_t step(char* to, std::size_t size) {
    switch (packing) {
      case Packing::zstd:
        return read_zstd(to, size);
      case Packing::gzip:
        return read_gzip(to, size);
      default:
        return read_plain(to, size);
    }
  }
};

ByteSource::ByteSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&&) noexcept = default;
ByteSource::~ByteSource() = default;

Result<ByteSource> ByteSource::open(const std::string& path, bool digest) {
  auto state = std::make_unique<State>();
  if (path == "-") {
    state->file = STDIN_FILENO;
  } else {
    state->file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (state->file < 0) {
      const Code code = errno == ENOENT ? Code::not_found : Code::io;
      return Error{code, path + ": " + std::strerror(errno) + "; check the path and its permissions"};
    }
    state->close_file = true;
    ::posix_fadvise(state->file, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  if (digest) {
    state->digest.reset(EVP_MD_CTX_new());
    EVP_DigestInit_ex(state->digest.get(), EVP_sha256(), nullptr);
  }
  return ByteSource(std::move(state));
}

void ByteSource::leave_no_cache() { state_->leave_no_cache = true; }

Result<ByteSource> ByteSource::open_at(const std::string& path, std::uint64_t from) {
  auto source = open(path, false);
  if (!source.has_value()) return source;
  State& state = *source.value().state_;
  if (::lseek(state.file, static_cast<off_t>(from), SEEK_SET) < 0)
    return Error{Code::io, path + ": " + std::strerror(errno) + "; give a file that can be read anywhere"};
  state.stored_total = state.passed = from;
  return source;
}

ByteSource ByteSource::over(std::string_view bytes) {
  auto state = std::make_unique<State>();
  state->memory = bytes;
  return ByteSource(std::move(state));
}

std::size_t ByteSource::read(char* to, std::size_t size) {
  State& state = *state_;
  if (state.packing == Packing::unknown) state.choose_packing();
  std::size_t total = 0;
  while (total < size) {
    state.refill();
    const bool no_input = state.available() == 0;
    const std::size_t made =
        state.trouble == Trouble::none || !no_input ? state.step(to + total, size - total) : 0;
    total += made;
    if (made == 0 && no_input) {
      if (state.inside_frame && state.trouble == Trouble::none)
        state.fail(Trouble::truncated, "the archive ends early; the records up to there were read");
      break;
    }
  }
  return total;
}

ByteSource::Trouble ByteSource::trouble() const { return state_->trouble; }
std::string ByteSource::trouble_text() const { return state_->what; }
std::uint64_t ByteSource::stored_bytes() const { return state_->stored_total; }

bool ByteSource::packed() const {
  return state_->packing == Packing::gzip || state_->packing == Packing::zstd;
}

std::string ByteSource::finish_digest() {
  State& state = *state_;
  if (!state.digest) return {};
  std::size_t count = 0;
  while ((count = state.fetch(state.stored.data(), state.stored.size())) > 0) {
    EVP_DigestUpdate(state.digest.get(), state.stored.data(), count);
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_DigestFinal_ex(state.digest.get(), digest.data(), &length);
  state.digest.reset();
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < length; ++i) {
    text += kHex[digest[i] >> 4];
    text += kHex[digest[i] & 15];
  }
  return text;
}

Result<std::string> read_whole(const std::string& path, std::size_t limit, StoredFile* stored) {
  auto source = ByteSource::open(path, stored != nullptr);
  if (!source.has_value()) return source.error();
  std::string text(std::size_t{64} << 10, '\0');
  std::size_t used = 0;
  while (const std::size_t count = source.value().read(text.data() + used, text.size() - used)) {
    used += count;
    if (used > limit)
      return Error{Code::over_limit, path + ": larger than " + std::to_string(limit) + " bytes"};
    if (used == text.size()) text.resize(text.size() * 2);
  }
  if (source.value().trouble() != ByteSource::Trouble::none)
    return Error{Code::bad_input, path + ": " + source.value().trouble_text()};
  text.resize(used);
  if (stored != nullptr) {
    stored->sha256 = source.value().finish_digest();
    stored->bytes = source.value().stored_bytes();
  }
  return text;
}

}  // namespace stillwatch
