#include "cscan.h"

#include <stdatomic.h>
#include <string.h>

// MARK: Plain code: the oracle of the tests, and what runs where nothing better is known

static cscan_block index_plain(const uint8_t *bytes, size_t length, uint8_t delimiter, uint32_t *positions) {
    cscan_block block = {0};
    bool in_quotes = false;
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = bytes[i];
        bool is_line_end = byte == '\n' || (byte == '\r' && !(i + 1 < length && bytes[i + 1] == '\n'));
        bool is_separator = byte == delimiter || is_line_end;
        if (byte & 0x80) block.has_non_ascii = true;
        if (byte == 0) block.has_nul = true;
        if (byte == '"') {
            in_quotes = !in_quotes;
            uint8_t before = i > 0 ? bytes[i - 1] : '\n', after = i + 1 < length ? bytes[i + 1] : '\n';
            // A CR before an opening quote ends a record, since no LF follows it.
            bool may_open = before == delimiter || before == '\n' || before == '\r' || before == '"';
            bool may_close = after == delimiter || after == '\n' || after == '\r' || after == '"';
            if (in_quotes ? !may_open : !may_close) block.has_stray_quotes = true;
        } else if (in_quotes) {
            block.quoted_line_ends += is_line_end;
        } else if (is_separator) {
            positions[block.separators++] = (uint32_t)i;
            block.record_ends += is_line_end;
        }
    }
    block.ends_in_quotes = in_quotes;
    return block;
}

static size_t count_plain(const uint8_t *bytes, size_t length, uint8_t byte) {
    size_t count = 0;
    for (size_t i = 0; i < length; i++) count += bytes[i] == byte;
    return count;
}

/// Without a carry-less product: six shifts.
static inline uint64_t prefix_xor_by_shifts(uint64_t bits) {
    for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
    return bits;
}

/// Eight positions are written whether or not there are so many: a loop that counted them would be mispredicted.
#define WRITE_EIGHTS(out, bits, base)                                                                  \
    do {                                                                                               \
        uint32_t *end = out + __builtin_popcountll(bits);                                              \
        do {                                                                                           \
            for (int i = 0; i < 8; i++) {                                                              \
                /* Without a bit the count of trailing zeros is undefined; past the end any will do. */ \
                out[i] = base + (uint32_t)__builtin_ctzll(bits | 1ULL << 63);                          \
                bits &= bits - 1;                                                                      \
            }                                                                                          \
            out += 8;                                                                                  \
        } while (__builtin_expect(out < end, 0));                                                      \
        return end;                                                                                    \
    } while (0)

#if defined(__x86_64__)
#include <immintrin.h>

// MARK: SSE2, which every 64-bit processor of the family has

#define KERNEL(name) name##_sse2
#define TARGET
#include "kernel.h"

static inline uint64_t equal_sse2(const __m128i v[4], uint8_t byte) {
    uint64_t bits = 0;
    for (int i = 0; i < 4; i++) {
        uint64_t sixteen = (uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v[i], _mm_set1_epi8((char)byte)));
        bits |= sixteen << (16 * i);
    }
    return bits;
}

static inline chunk_masks_sse2 masks_sse2(const uint8_t *p, uint8_t delimiter) {
    __m128i v[4];
    for (int i = 0; i < 4; i++) v[i] = _mm_loadu_si128((const __m128i *)(p + 16 * i));
    __m128i any = _mm_or_si128(_mm_or_si128(v[0], v[1]), _mm_or_si128(v[2], v[3]));
    chunk_masks_sse2 m = {
        equal_sse2(v, '"'), equal_sse2(v, delimiter), equal_sse2(v, '\n'), equal_sse2(v, '\r'), equal_sse2(v, 0),
        (uint64_t)(uint32_t)_mm_movemask_epi8(any)};
    return m;
}

static inline uint64_t byte_mask_sse2(const uint8_t *p, uint8_t byte) {
    __m128i v[4];
    for (int i = 0; i < 4; i++) v[i] = _mm_loadu_si128((const __m128i *)(p + 16 * i));
    return equal_sse2(v, byte);
}

static inline uint64_t prefix_xor_sse2(uint64_t bits) { return prefix_xor_by_shifts(bits); }

static inline uint32_t *write_sse2(uint32_t *out, uint64_t bits, uint32_t base) { WRITE_EIGHTS(out, bits, base); }

// MARK: AVX2

#define KERNEL(name) name##_avx2
#define TARGET __attribute__((target("avx2,pclmul,bmi,bmi2,popcnt,lzcnt")))
#include "kernel.h"
#define TARGET __attribute__((target("avx2,pclmul,bmi,bmi2,popcnt,lzcnt")))

TARGET static inline uint64_t equal_avx2(__m256i low, __m256i high, uint8_t byte) {
    __m256i wanted = _mm256_set1_epi8((char)byte);
    uint64_t bits = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
    return bits | (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)) << 32;
}

TARGET static inline chunk_masks_avx2 masks_avx2(const uint8_t *p, uint8_t delimiter) {
    __m256i low = _mm256_loadu_si256((const __m256i *)p), high = _mm256_loadu_si256((const __m256i *)(p + 32));
    chunk_masks_avx2 m = {
        equal_avx2(low, high, '"'), equal_avx2(low, high, delimiter), equal_avx2(low, high, '\n'),
        equal_avx2(low, high, '\r'), equal_avx2(low, high, 0),
        (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_or_si256(low, high))};
    return m;
}

TARGET static inline uint64_t byte_mask_avx2(const uint8_t *p, uint8_t byte) {
    return equal_avx2(_mm256_loadu_si256((const __m256i *)p), _mm256_loadu_si256((const __m256i *)(p + 32)), byte);
}

TARGET static inline uint64_t prefix_xor_avx2(uint64_t bits) {
    __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8((char)0xFF), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}
TARGET static inline uint32_t *write_avx2(uint32_t *out, uint64_t bits, uint32_t base) {
    WRITE_EIGHTS(out, bits, base);
}
#undef TARGET

// MARK: AVX-512 with VBMI2, which turns bits into positions in one instruction (Ice Lake, Zen 4 and later)

#define KERNEL(name) name##_avx512
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vbmi2,pclmul,bmi,bmi2,popcnt,lzcnt")))
#include "kernel.h"
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vbmi2,pclmul,bmi,bmi2,popcnt,lzcnt")))

TARGET static inline uint64_t equal_avx512(__m512i v, uint8_t byte) {
    return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8((char)byte));
}

TARGET static inline chunk_masks_avx512 masks_avx512(const uint8_t *p, uint8_t delimiter) {
    __m512i v = _mm512_loadu_si512(p);
    chunk_masks_avx512 m = {
        equal_avx512(v, '"'), equal_avx512(v, delimiter), equal_avx512(v, '\n'), equal_avx512(v, '\r'), equal_avx512(v, 0),
        _mm512_movepi8_mask(v)};
    return m;
}

TARGET static inline uint64_t byte_mask_avx512(const uint8_t *p, uint8_t byte) {
    return equal_avx512(_mm512_loadu_si512(p), byte);
}

TARGET static inline uint64_t prefix_xor_avx512(uint64_t bits) {
    __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8((char)0xFF), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

TARGET static inline uint32_t *write_avx512(uint32_t *out, uint64_t bits, uint32_t base) {
    static const uint8_t places[64] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    __m512i packed = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(places));
    __m512i bases = _mm512_set1_epi32((int)base);
    int count = __builtin_popcountll(bits);
#define WRITE_SIXTEEN(i) \
    _mm512_storeu_si512( \
        out + 16 * i, _mm512_add_epi32(bases, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(packed, i))))
    WRITE_SIXTEEN(0);
    if (__builtin_expect(count > 16, 0)) {
        WRITE_SIXTEEN(1);
        WRITE_SIXTEEN(2);
        WRITE_SIXTEEN(3);
    }
#undef WRITE_SIXTEEN
    return out + count;
}
#undef TARGET
#endif

#if defined(__aarch64__)
#include <arm_neon.h>

// MARK: NEON, which every 64-bit processor of the family has

#define KERNEL(name) name##_neon
#define TARGET
#include "kernel.h"

/// One bit a byte: each lane keeps the bit of its place among eight, and three pairwise sums bring the eights together.
static inline uint64_t bits_neon(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
    const uint8x16_t places = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t low = vpaddq_u8(vandq_u8(a, places), vandq_u8(b, places));
    uint8x16_t high = vpaddq_u8(vandq_u8(c, places), vandq_u8(d, places));
    uint8x16_t sum = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
}

static inline uint64_t equal_neon(const uint8x16_t v[4], uint8_t byte) {
    uint8x16_t wanted = vdupq_n_u8(byte);
    return bits_neon(
        vceqq_u8(v[0], wanted), vceqq_u8(v[1], wanted), vceqq_u8(v[2], wanted), vceqq_u8(v[3], wanted));
}

static inline chunk_masks_neon masks_neon(const uint8_t *p, uint8_t delimiter) {
    const uint8x16_t v[4] = {vld1q_u8(p), vld1q_u8(p + 16), vld1q_u8(p + 32), vld1q_u8(p + 48)};
    uint8x16_t any = vorrq_u8(vorrq_u8(v[0], v[1]), vorrq_u8(v[2], v[3]));
    chunk_masks_neon m = {
        equal_neon(v, '"'), equal_neon(v, delimiter), equal_neon(v, '\n'), equal_neon(v, '\r'), equal_neon(v, 0),
        (uint64_t)(vmaxvq_u8(any) & 0x80)};
    return m;
}

static inline uint64_t byte_mask_neon(const uint8_t *p, uint8_t byte) {
    const uint8x16_t v[4] = {vld1q_u8(p), vld1q_u8(p + 16), vld1q_u8(p + 32), vld1q_u8(p + 48)};
    return equal_neon(v, byte);
}

static inline uint64_t prefix_xor_neon(uint64_t bits) { return prefix_xor_by_shifts(bits); }

static inline uint32_t *write_neon(uint32_t *out, uint64_t bits, uint32_t base) { WRITE_EIGHTS(out, bits, base); }
#endif

// MARK: The choice

typedef cscan_block index_function(const uint8_t *, size_t, uint8_t, uint32_t *);
typedef size_t count_function(const uint8_t *, size_t, uint8_t);

typedef struct {
    index_function *index;
    count_function *count;
} functions;

static const functions kernels[] = {
    [CSCAN_PLAIN] = {index_plain, count_plain},
#if defined(__x86_64__)
    [CSCAN_SSE2] = {index_sse2, count_sse2},
    [CSCAN_AVX2] = {index_avx2, count_avx2},
    [CSCAN_AVX512] = {index_avx512, count_avx512},
#endif
#if defined(__aarch64__)
    [CSCAN_NEON] = {index_neon, count_neon},
#endif
    [CSCAN_NEON + 1] = {0, 0},
};

bool cscan_kernel_is_available(cscan_kernel kernel) {
    switch (kernel) {
    case CSCAN_PLAIN: return true;
#if defined(__x86_64__)
    case CSCAN_SSE2: return true;
    case CSCAN_AVX2:
        __builtin_cpu_init();
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi")
            && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("lzcnt");
    case CSCAN_AVX512:
        return cscan_kernel_is_available(CSCAN_AVX2) && __builtin_cpu_supports("avx512f")
            && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2");
#endif
#if defined(__aarch64__)
    case CSCAN_NEON: return true;
#endif
    default: return false;
    }
}

static cscan_kernel best(void) {
    static _Atomic int known = -1;
    int kernel = atomic_load_explicit(&known, memory_order_relaxed);
    if (kernel < 0) {
        kernel = CSCAN_NEON;
        while (!cscan_kernel_is_available((cscan_kernel)kernel)) kernel--;
        atomic_store_explicit(&known, kernel, memory_order_relaxed);
    }
    return (cscan_kernel)kernel;
}

cscan_block cscan_index(const uint8_t *bytes, size_t length, uint8_t delimiter, uint32_t *positions) {
    return kernels[best()].index(bytes, length, delimiter, positions);
}

size_t cscan_count(const uint8_t *bytes, size_t length, uint8_t byte) {
    return kernels[best()].count(bytes, length, byte);
}

cscan_block cscan_index_with(
    cscan_kernel kernel, const uint8_t *bytes, size_t length, uint8_t delimiter, uint32_t *positions) {
    return kernels[kernel].index(bytes, length, delimiter, positions);
}

size_t cscan_count_with(cscan_kernel kernel, const uint8_t *bytes, size_t length, uint8_t byte) {
    return kernels[kernel].count(bytes, length, byte);
}
