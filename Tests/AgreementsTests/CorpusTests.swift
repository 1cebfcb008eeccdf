import Foundation
import Fuzzing
import Testing

/// The fuzzer's seeds, and whatever it once found, are read to the end. `make fuzz` looks for more.
@Test(arguments: Fuzzing.Subject.allCases)
func theCorpusIsRead(subject: Fuzzing.Subject) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Corpus/\(subject.rawValue)").standardizedFileURL
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(files.count >= 5)
    for file in files {
        let bytes = Array(try Data(contentsOf: folder.appending(path: file)))
        let start = ContinuousClock.now
        Fuzzing.run(subject, bytes)
        #expect(ContinuousClock.now - start < .seconds(5), "\(file)")
        // Every way of cutting a seed short is an input too.
        for end in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
            Fuzzing.run(subject, Array(bytes[..<end]))
        }
    }
}
