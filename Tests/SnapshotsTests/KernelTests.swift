import CScan
import Testing

/// The vector kernels against the plain one, which is a loop over bytes.
@Suite struct KernelTests {
    static let kernels: [cscan_kernel] = [CSCAN_SSE2, CSCAN_AVX2, CSCAN_AVX512, CSCAN_NEON].filter(
        cscan_kernel_is_available)

    struct Found: Equatable {
        var positions: [UInt32]
        var recordEnds: UInt32
        var quotedLineEnds: UInt32
        var flags: [Bool]
        var quotes: Int
    }

    /// The bytes lie at the end of their own memory, so that the address sanitizer sees a read beyond them.
    static func find(_ kernel: cscan_kernel, _ bytes: [UInt8]) -> Found {
        let exact = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
        defer { unsafe exact.deallocate() }
        for (index, byte) in bytes.enumerated() { unsafe exact[index] = byte }
        let capacity = bytes.count + Int(CSCAN_SPARE_POSITIONS)
        let positions = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
        defer { unsafe positions.deallocate() }
        let block = unsafe cscan_index_with(kernel, exact, bytes.count, UInt8(ascii: ","), positions)
        return Found(
            positions: (0..<Int(block.separators)).map { unsafe positions[$0] }, recordEnds: block.record_ends,
            quotedLineEnds: block.quoted_line_ends,
            flags: [block.ends_in_quotes, block.has_stray_quotes, block.has_non_ascii, block.has_nul],
            quotes: unsafe cscan_count_with(kernel, exact, bytes.count, UInt8(ascii: "\"")))
    }

    @Test(arguments: 0..<(isFull ? 400 : 40))
    func agreesWithThePlainOne(seed: Int) {
        var random = SplitMix64(seed: seed)
        let alphabet = Array("\"\",,\n\r;x".utf8) + [0, 0xC3, 0xA9]
        for _ in 0..<200 {
            let length = Int.random(in: 0...200, using: &random)
            let density = Int.random(in: 1...12, using: &random)
            let bytes = (0..<length).map { _ in
                Int.random(in: 0..<density, using: &random) == 0
                    ? alphabet.pick(&random) : UInt8.random(in: 0x61...0x7A, using: &random)
            }
            let wanted = Self.find(CSCAN_PLAIN, bytes)
            for kernel in Self.kernels {
                #expect(Self.find(kernel, bytes) == wanted, "kernel \(kernel) on \(bytes)")
            }
        }
    }

    /// A word's or a chunk's edge at every place of a short document.
    @Test(arguments: [
        "a,b\r\nc,\"d\r\ne\"\r\n", "\"\"\"\",x\n", "\"a\"\"b\",\n\"c\"\n", "a\rb\r\rc", "\"\n\r\n\r\",\"\"\n",
        "a\"b\n\"c\"d\n",
    ])
    func seesEdges(text: String) {
        for lead in 0..<130 {
            let bytes = Array(repeating: UInt8(ascii: "z"), count: lead) + [UInt8(ascii: ",")] + Array(text.utf8)
            let wanted = Self.find(CSCAN_PLAIN, bytes)
            for kernel in Self.kernels {
                #expect(Self.find(kernel, bytes) == wanted, "kernel \(kernel), \(lead) before")
            }
        }
    }

    @Test func chartsAKnownDocument() {
        let found = Self.find(CSCAN_PLAIN, Array("a,\"b,\n\"\"c\"\r\nd,e\rf,\"\"\n".utf8))
        #expect(found.positions == [1, 11, 13, 15, 17, 20])
        #expect(found.recordEnds == 3)
        #expect(found.quotedLineEnds == 1)
        #expect(found.flags == [false, false, false, false])
    }
}
