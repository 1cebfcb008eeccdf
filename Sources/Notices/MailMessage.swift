import BusinessTime
import Reports

extension Digest {
    /// A message as RFC 5322 has it, whole: headers in ASCII, the same in plain text and in HTML (RFC 2046, 5.1.4), both in UTF-8
    /// as quoted-printable, lines that end in CRLF.
    ///
    /// - Parameters:
    ///   - sender: An address that ``Mail/isAddress(_:)`` takes.
    ///   - now: Milliseconds since 1970 UTC.
    ///   - template: What it says, in which words.
    public func mail(
        from sender: String, at now: Int64, channel: String, version: String, template: DigestTemplate = .standard
    ) -> String {
        let key = key(on: channel)
        let host = sender.split(separator: "@").last.map(String.init) ?? "localhost"
        let headers = [
            "From: leadpact <\(sender)>", "To: \(Mail.mailbox(person))", "Subject: \(Mail.unstructured(subject))",
            "Date: \(Mail.date(now))", "Message-ID: <\(key)@\(host)>", "X-Leadpact-Key: \(key)",
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
            "Content-Type: multipart/alternative;\r\n boundary=\"leadpact-\(key)\"",
        ]
        // The richest comes last.
        let texts = [
            ("plain", template.text(of: self, version: version)), ("html", template.html(of: self, version: version)),
        ]
        let parts = texts.map { type, text in
            "--leadpact-\(key)\r\nContent-Type: text/\(type); charset=utf-8\r\n"
                + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + Mail.quotedPrintable(text)
        }
        return headers.map { $0 + "\r\n" }.joined() + "\r\n" + parts.joined() + "--leadpact-\(key)--\r\n"
    }
}

/// The forms of a mail's parts.
public enum Mail {
    /// Whether a text can stand in a header and an envelope as it is.
    public static func isAddress(_ text: String) -> Bool { text.isMailAddress }

    /// `=?utf-8?B?…?= <ana@acme.example>`: whatever a name holds, it stays in its place.
    static func mailbox(_ person: Person) -> String {
        guard let name = person.name?.onOneLine, !name.allSatisfy(\.isWhitespace) else { return person.address }
        let isPlain = name.utf8.count <= 60 && name.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x20 || $0 == 0x2D }
        return "\(isPlain ? name : encodedWords(name))\r\n <\(person.address)>"
    }

    /// The value of a header that is text.
    static func unstructured(_ text: String) -> String {
        let line = text.onOneLine
        let isPlain = line.utf8.count <= 66 && line.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !line.contains("=?")
        return isPlain ? line : encodedWords(line)
    }

    /// As RFC 2047 has it, each word whole characters and at most 75 long, one a line.
    private static func encodedWords(_ text: String) -> String {
        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if words[words.count - 1].count + bytes.count > 42 { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?utf-8?B?\(base64($0))?=" }.joined(separator: "\r\n ")
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `Tue, 31 Mar 2026 16:00:00 +0000`.
    static func date(_ instant: Int64) -> String {
        let day = Zone.utc.day(of: instant)
        let (year, month, number) = CivilDate.date(of: day)
        let seconds = Int(instant / 1000) - day * 86_400
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(weekdays[CivilDate.weekday(day)]), \(number) \(months[month - 1]) \(year) "
            + "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60)) +0000"
    }

    /// As RFC 2045 has it: no line longer than 76, none that ends in a blank or is a lone dot.
    static func quotedPrintable(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(text.hasSuffix("\n") ? 1 : 0)
        {
            let bytes = Array(line.utf8)
            var width = 0
            for (index, byte) in bytes.enumerated() {
                let isLast = index == bytes.count - 1
                let isPlain =
                    byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "=")
                    && !(byte == UInt8(ascii: ".") && width == 0)
                    || byte == 0x20 && !isLast
                let piece = isPlain ? [byte] : [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                if width + piece.count > 75 {
                    out += "=\r\n".utf8
                    width = 0
                }
                out += piece
                width += piece.count
            }
            out += "\r\n".utf8
        }
        return String(decoding: out, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        self >= 0x30 && self <= 0x39 || self >= 0x41 && self <= 0x5A || self >= 0x61 && self <= 0x7A
    }
}
