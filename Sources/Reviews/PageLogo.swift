import Findings
import Reports

/// A picture that stands in the page itself, so that nothing is asked of any network.
public struct PageLogo: Sendable {
    /// `data:image/png;base64,…` (RFC 2397). As the address of an image no script in an SVG runs.
    let address: String

    /// Bytes; a page is sent by mail.
    private static let largest = 512 << 10

    /// Nil where it is no picture that browsers show; `findings` says why.
    public init?(_ source: SourceText, findings: inout [Finding]) {
        let bytes = source.bytes
        let type: String
        let start = String(decoding: bytes.prefix(1024), as: UTF8.self)
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            type = "png"
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            type = "jpeg"
        } else if bytes.starts(with: Array("GIF8".utf8)) {
            type = "gif"
        } else if bytes.starts(with: Array("RIFF".utf8)), bytes.dropFirst(8).starts(with: Array("WEBP".utf8)) {
            type = "webp"
        } else if start.contains("<svg") {
            type = "svg+xml"
        } else {
            findings.append(
                .error(
                    .badLogo, "'\(source.path)' is no picture that a page can hold", at: nil,
                    notes: ["a PNG, JPEG, GIF, WebP or SVG"]))
            return nil
        }
        guard bytes.count <= Self.largest else {
            findings.append(
                .error(
                    .badLogo, "'\(source.path)' is \(bytes.count / 1000) kB long; a logo is at most 512 KiB", at: nil,
                    notes: ["make it smaller: a page shows it 3 rem high"]))
            return nil
        }
        address = "data:image/\(type);base64,\(base64(bytes))"
    }
}
