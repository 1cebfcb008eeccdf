import Columns
import Findings
import Threads

/// What reading one file came to, beside the rows that went into the table.
struct FileReading: Sendable {
    /// By field, the coarsest of all workers.
    var precisions: [TimePrecision] = []
    /// The line (from 1) on which each block begins.
    var lines: [Int] = []
    var troubles = Troubles()
    /// By `PlausibilityPlan.clocks` and `texts`.
    var clocks: [ClockEvidence] = []
    var texts: [TextEvidence.Sum] = []
    /// What ended the reading before the end of the file.
    var failure: Finding?

    /// Reads a file by as many threads as wanted; the result is the same for any number, and for any block size.
    ///
    /// - Parameter isCareful: Letter by letter.
    /// - Returns: Nil where quotes do not tell where rows end, and only a careful reading can; then some of the rows may be
    ///   in the table already.
    static func read(
        _ plan: FilePlan, into builder: TableBuilder, threads: Int, blockSize: Int, isCareful: Bool
    ) throws(SnapshotError) -> FileReading? {
        // Two threads gain nothing on a file that is read before the second has begun.
        let workers = isCareful ? 1 : max(1, min(threads, plan.file.file.size / (1 << 17) + 1))
        let blocks = SharedBlocks(plan.file, blockSize: blockSize, isCareful: isCareful)
        builder.begin(plan.fileNumber)
        let results = Parallel.map(workers, threads: workers) { number in
            let worker = BlockWorker(plan, number: number, into: builder)
            let result = read(plan, blocks, worker, blockSize: blockSize)
            if case .failure = result { blocks.stop() }
            return result
        }
        var parts: [Part] = []
        var needsCare = false
        for result in results {
            switch result {
            case .success(let part): parts.append(part)
            case .failure(.snapshot(let error)): throw error
            case .failure(.needsCare): needsCare = true
            }
        }
        return needsCare ? nil : FileReading(parts, plan)
    }

    /// What one thread made of its blocks.
    private struct Part: Sendable {
        var precisions: [TimePrecision]
        var lines: [(block: Int, count: Int)]
        var troubles: Troubles
        var clocks: [ClockEvidence]
        var texts: [TextEvidence.Sum]
        var openQuote: (block: Int, line: Int, column: Int)?
        var tooLong: (block: Int, line: Int)?
    }

    private static func read(
        _ plan: FilePlan, _ blocks: SharedBlocks, _ worker: BlockWorker, blockSize: Int
    ) -> Result<Part, BlockFailure> {
        let reader = blocks.reader(of: plan.file, blockSize: blockSize)
        var openQuote: (block: Int, line: Int, column: Int)?
        var tooLong: (block: Int, line: Int)?
        do throws(BlockFailure) {
            var isMore = true
            while isMore {
                isMore = try reader.next { block, summary in
                    worker.take(block, summary)
                    if let quote = summary.openQuote { openQuote = (summary.number, quote.lineOffset, quote.column) }
                    if summary.isTooLong { tooLong = (summary.number, summary.lines) }
                }
            }
        } catch {
            return .failure(error)
        }
        return .success(
            Part(
                precisions: worker.precisions, lines: worker.lines, troubles: worker.troubles, clocks: worker.clocks,
                texts: worker.texts.map { TextEvidence.Sum($0) }, openQuote: openQuote, tooLong: tooLong))
    }

    private init(_ parts: [Part], _ plan: FilePlan) {
        precisions = plan.fields.indices.map { field in parts.map { $0.precisions[field] }.max() ?? .millisecond }
        var line = plan.file.header.dataLine
        for block in parts.flatMap(\.lines).sorted(by: { $0.block < $1.block }) {
            lines.append(line)
            line += block.count
        }
        for part in parts { troubles.merge(part.troubles) }
        clocks = parts.first?.clocks ?? []
        texts = parts.first?.texts ?? []
        for part in parts.dropFirst() {
            for index in clocks.indices { clocks[index].merge(part.clocks[index]) }
            for index in texts.indices { texts[index].merge(part.texts[index]) }
        }
        if let quote = parts.compactMap(\.openQuote).first {
            failure = .error(
                .unterminatedQuote,
                "a quote is opened here and never closed: the rest of '\(plan.file.path)' cannot be read",
                at: Findings.Place(path: plan.file.path, line: lines[quote.block] + quote.line, column: quote.column),
                notes: ["quotes inside a field are doubled, and the field is quoted as a whole"])
        } else if let row = parts.compactMap(\.tooLong).first {
            failure = .error(
                .tooLong,
                "the row that begins here is longer than 64 MB: the rest of '\(plan.file.path)' cannot be read",
                at: Findings.Place(path: plan.file.path, line: lines[row.block] + row.line),
                notes: ["is a quote not closed?"])
        }
    }
}
