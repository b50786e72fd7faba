// The instruction sets that kernels are compiled for; include it before any header of Highway.
#pragma once

// AVX-512 with VBMI2 (from Ice Lake and Zen 4 on), which packs bytes in one instruction.
#define HWY_WANT_AVX3_DL 1
