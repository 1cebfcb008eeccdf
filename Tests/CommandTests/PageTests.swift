import CommandSupport
import Foundation
import Testing

private enum Browser {
    static let python = ProcessInfo.processInfo.environment["LEADPACT_PAGES"] ?? ""
    static let chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    static let isReady = !python.isEmpty && chromium != nil
}

/// Pages as a browser shows them: on a phone and on a desk, light and dark, with scripts and without.
///
/// `.ci/oracles pages` prints a Python with what they need, and `make test` hands it over in LEADPACT_PAGES.
@Suite struct PageTests {
    @Test(.enabled(if: Browser.isReady, "needs Chromium, and a driver of it through `make test`"))
    func areFaultlessInABrowser() throws {
        let scratch = try Scratch()
        let acme = ["Samples/acme/agreement.yaml", "Samples/acme"]
        let (review, agenda) = (scratch.url("review.html").path, scratch.url("agenda.html").path)
        let stricter = "Tests/CommandTests/Fixtures/acme-stricter.yaml"
        #expect(try Command.run(["review"] + acme + ["--propose", stricter, "--format", "html=\(review)"]).code == 0)
        #expect(try Command.run(["agenda"] + acme + ["--format", "html=\(agenda)"]).code == 0)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Oracle/page.py")
        let shots = ProcessInfo.processInfo.environment["LEADPACT_SCREENSHOTS"] ?? "-"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Browser.python)
        process.arguments = [script.path, Browser.chromium ?? "", shots, review, agenda]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(output)")
        #expect(output.contains("18 views, 0 faults"), "\(output)")
    }
}
