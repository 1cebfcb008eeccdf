/// Why there is no zone of a name.
public enum ZoneError: Error, Hashable, Sendable {
    /// Not the form of a zone's name, which is `Area/Place` in ASCII letters, digits and `_ + -`.
    case invalidIdentifier(String)
    /// The database is there and has no such zone.
    case unknown(identifier: String)
    /// There is no time zone database in this directory.
    case noDatabase(directory: String)
    /// The file is there and cannot be read; `code` is the system's `errno`.
    case unreadable(identifier: String, path: String, code: Int32)
    /// The file is not what RFC 8536 asks for.
    case malformed(identifier: String, path: String, why: String)

    /// One line, lower case: what was found and what was expected.
    public var message: String {
        switch self {
        case .invalidIdentifier(let identifier):
            "'\(identifier)' is not the name of a time zone"
        case .unknown(let identifier):
            "unknown time zone '\(identifier)'"
        case .noDatabase(let directory):
            "there is no time zone database in \(directory)"
        case .unreadable(let identifier, let path, let code):
            "cannot read the time zone '\(identifier)' from \(path): \(systemMessage(code))"
        case .malformed(let identifier, let path, let why):
            "the data of the time zone '\(identifier)' in \(path) is damaged: \(why)"
        }
    }

    /// How to mend it, one line each.
    public var notes: [String] {
        switch self {
        case .invalidIdentifier, .unknown:
            ["zones are named as in the IANA database: America/New_York, Europe/London, UTC"]
        case .noDatabase:
            [
                "install the system's time zone data: apt-get install tzdata (Debian, Ubuntu), dnf install tzdata (Fedora)"
            ]
        case .unreadable: []
        case .malformed:
            ["install the system's time zone data again: apt-get install --reinstall tzdata"]
        }
    }
}
