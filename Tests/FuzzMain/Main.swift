import Foundation
import Fuzzing

/// What to feed: LEADPACT_FUZZ names a subject of `Fuzzing`.
private let subject =
    ProcessInfo.processInfo.environment["LEADPACT_FUZZ"].flatMap { Fuzzing.Subject(rawValue: $0) } ?? .agreements

/// Called with each input that libFuzzer makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    Fuzzing.run(subject, unsafe Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

private typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<Arguments>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// In the place of libFuzzer's own `main`, since SwiftPM wants one of Swift.
@main struct Main {
    static func main() {
        var count = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv
        exit(unsafe runFuzzer(&count, &arguments, testOneInput))
    }
}
