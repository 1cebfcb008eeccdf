// The loop that all vector kernels share. The file is included once for each of them, with
//   KERNEL(name)           the name of a function of this kernel
//   TARGET                 the attribute that lets the compiler use its instructions
// and defines after it
//   masks(p, delimiter)    `chunk_masks` of the 64 bytes at p
//   byte_mask(p, byte)     where one byte stands in them
//   prefix_xor(bits)       each bit becomes the xor of itself and all lower ones
//   write(out, bits, base) base + the place of each bit, to `out`; returns the end. It may write 64 positions.

typedef struct {
    uint64_t quotes, delimiters, line_feeds, returns, nuls, non_ascii;
} KERNEL(chunk_masks);

TARGET static inline KERNEL(chunk_masks) KERNEL(masks)(const uint8_t *p, uint8_t delimiter);
TARGET static inline uint64_t KERNEL(prefix_xor)(uint64_t bits);
TARGET static inline uint64_t KERNEL(byte_mask)(const uint8_t *p, uint8_t byte);

TARGET static inline uint32_t *KERNEL(write)(uint32_t *out, uint64_t bits, uint32_t base);

TARGET static cscan_block KERNEL(index)(
    const uint8_t *bytes, size_t length, uint8_t delimiter, uint32_t *positions) {
    uint32_t *out = positions;
    uint64_t record_ends = 0, quoted_line_ends = 0, stray = 0, nuls = 0, non_ascii = 0;
    uint64_t in_quotes = 0;       // all ones while a quoted field runs on
    uint64_t may_open = 1;        // bit 0: the byte before may stand before a quote that opens
    uint64_t after_closing = 0;   // bit 0: the byte before is a quote that closes
    uint8_t tail[64];
    for (size_t base = 0; base < length; base += 64) {
        const uint8_t *p = bytes + base;
        uint64_t valid = ~0ULL;
        bool line_feed_follows = false;
        if (length - base > 64) {
            line_feed_follows = p[64] == '\n';
        } else if (length - base < 64) {
            memset(tail, 0, sizeof tail);
            memcpy(tail, p, length - base);
            p = tail;
            valid = (1ULL << (length - base)) - 1;
        }
        KERNEL(chunk_masks) m = KERNEL(masks)(p, delimiter);
        uint64_t inside = KERNEL(prefix_xor)(m.quotes) ^ in_quotes;
        in_quotes = (uint64_t)((int64_t)inside >> 63);
        uint64_t lone_returns = m.returns & ~(m.line_feeds >> 1 | (uint64_t)line_feed_follows << 63);
        uint64_t line_ends = m.line_feeds | lone_returns;
        uint64_t ends = line_ends & ~inside;
        uint64_t separators = (m.delimiters | line_ends) & ~inside;

        uint64_t opening = m.quotes & inside, closing = m.quotes & ~inside;
        uint64_t neighbours = separators | m.quotes;
        stray |= opening & ~(neighbours << 1 | may_open);
        stray |= (closing << 1 | after_closing) & valid & ~(neighbours | m.returns);
        may_open = neighbours >> 63;
        after_closing = closing >> 63;

        record_ends += (uint64_t)__builtin_popcountll(ends);
        quoted_line_ends += (uint64_t)__builtin_popcountll(line_ends & inside & valid);
        nuls |= m.nuls & valid;
        non_ascii |= m.non_ascii;
        out = KERNEL(write)(out, separators, (uint32_t)base);
    }
    cscan_block block = {
        .separators = (uint32_t)(out - positions),
        .record_ends = (uint32_t)record_ends,
        .quoted_line_ends = (uint32_t)quoted_line_ends,
        .ends_in_quotes = in_quotes != 0,
        .has_stray_quotes = stray != 0,
        .has_non_ascii = non_ascii != 0,
        .has_nul = nuls != 0,
    };
    return block;
}

TARGET static size_t KERNEL(count)(const uint8_t *bytes, size_t length, uint8_t byte) {
    size_t count = 0, base = 0;
    for (; base + 64 <= length; base += 64) count += (size_t)__builtin_popcountll(KERNEL(byte_mask)(bytes + base, byte));
    for (; base < length; base++) count += bytes[base] == byte;
    return count;
}

#undef KERNEL
#undef TARGET
