#if SQLite
    import Agreements
    import Glibc
    import Ledgers
    import Threads

    /// Knows the files of a snapshot again: a digest over their bytes as they lie there, names and order left out of account.
    enum SnapshotDigest {
        /// Small enough to stay in a core's cache while it is hashed.
        private static let blockLength = 256 << 10

        private struct Block: Sendable {
            var path: String
            var offset: Int
            var length: Int
        }

        /// Sixty-four hexadecimal digits: SHA-256 over the XXH64 of each 256 KB; nil where a file cannot be read.
        static func of(_ paths: [String], threads: Int) -> String? {
            var blocks: [Block] = []
            for path in paths {
                var status = stat()
                guard unsafe stat(path, &status) == 0 else { return nil }
                let size = Int(status.st_size)
                // An empty file is a block, too.
                for offset in stride(from: 0, through: max(0, size - 1), by: blockLength) {
                    blocks.append(Block(path: path, offset: offset, length: min(blockLength, size - offset)))
                }
            }
            let all = blocks
            let hashes = Parallel.map(all.count, threads: threads) { hash(of: all[$0]) }
            var text = "leadpact snapshot 2"
            for (block, hash) in zip(all, hashes) {
                guard let hash else { return nil }
                text += block.offset == 0 ? "\nfile \(hash)" : " \(hash)"
            }
            return SHA256.hexadecimal(Array(text.utf8))
        }

        private static func hash(of block: Block) -> UInt64? {
            let descriptor = unsafe open(block.path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            defer { close(descriptor) }
            var bytes = [UInt8](repeating: 0, count: block.length)
            var done = 0
            while done < block.length {
                let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                    unsafe pread(
                        descriptor, buffer.baseAddress?.advanced(by: done), block.length - done,
                        off_t(block.offset + done))
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return nil }
                done += count
            }
            return unsafe XXH64.hash(bytes.span.bytes)
        }
    }
#endif
