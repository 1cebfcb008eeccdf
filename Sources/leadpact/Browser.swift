import Findings
import Glibc

/// A browser without a window, by which a page becomes a PDF.
struct Browser {
    let program: String

    private static let names = [
        "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge",
    ]
    /// Seconds.
    private static let patience = 120

    /// The one that `LEADPACT_BROWSER` names, else the first of those known on the `PATH`.
    init() throws(BrowserError) {
        if let own = Self.variable("LEADPACT_BROWSER") {
            guard unsafe access(own, X_OK) == 0 else {
                throw BrowserError("LEADPACT_BROWSER names '\(own)', which is no program that can be run")
            }
            program = own
            return
        }
        let folders = (Self.variable("PATH") ?? "").split(separator: ":")
        let places: [String] = Self.names.flatMap { name in folders.map { "\($0)/\(name)" } }
        let found = places.first { (place: String) in unsafe access(place, X_OK) == 0 }
        guard let found else {
            throw BrowserError(
                "a PDF is made by a browser, and there is none: install chromium, name one in LEADPACT_BROWSER, or print the "
                    + "page of --format html")
        }
        program = found
    }

    private static func variable(_ name: String) -> String? {
        unsafe getenv(name).flatMap { unsafe $0.pointee == 0 ? nil : String(cString: $0) }
    }

    /// What a page looks like on paper.
    func pdf(of html: String) throws -> [UInt8] {
        var path = Array("\(Self.variable("TMPDIR") ?? "/tmp")/leadpact-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&path) != nil else { throw OutputError(path: "/tmp", errno: errno) }
        let folder = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { Self.remove(folder) }
        let page = try Output(path: folder + "/page.html")
        page.write(html)
        try page.finish()
        var arguments = [
            "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions",
            "--user-data-dir=\(folder)/profile",
            "--no-pdf-header-footer", "--print-to-pdf=\(folder)/page.pdf", "file://\(folder)/page.html",
        ]
        // Chromium does not start as root inside its sandbox, and containers run as root; the page is leadpact's own.
        if geteuid() == 0 { arguments.insert("--no-sandbox", at: 0) }
        try run(arguments)
        guard let pdf = try? SourceFile.read(folder + "/page.pdf").bytes, pdf.starts(with: Array("%PDF".utf8)) else {
            throw BrowserError("'\(program)' made no PDF; print the page of --format html")
        }
        return pdf
    }

    private func run(_ arguments: [String]) throws(BrowserError) {
        switch ChildProcess.run(program, arguments, isHeard: false, patience: Self.patience) {
        case .exited(0): return
        case .exited(let code): throw BrowserError("'\(program)' ended with \(code) and made no PDF")
        case .killed(let signal): throw BrowserError("'\(program)' was killed by signal \(signal) and made no PDF")
        case .timedOut: throw BrowserError("'\(program)' made no PDF within \(Self.patience) seconds")
        case .notStarted(let reason): throw BrowserError("'\(program)' cannot be run: \(reason)")
        }
    }

    /// With everything in it; a link is no folder.
    private static func remove(_ path: String) {
        if unsafe unlink(path) == 0 { return }
        for name in SourceFile.names(in: path) ?? [] { remove("\(path)/\(name)") }
        unsafe rmdir(path)
    }
}

struct BrowserError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
