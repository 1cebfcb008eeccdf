import Glibc

/// Sends one message by libcurl, and says what the server made of it.
public struct Transfer: Sendable {
    /// What became of a message.
    public enum Result: Hashable, Sendable {
        /// The server took it, or refused it with a code of its own: SMTP (RFC 5321, 4.2) or HTTP (RFC 9110, 15).
        case answered(code: Int, retryAfter: Int)
        /// There was no answer, in libcurl's words.
        case failed(String)
    }

    /// How long a server may take to be reached, and to take a message, in seconds.
    public var connectTimeout = 15
    public var timeout = 60
    /// A file of certificates (PEM) that are trusted in place of the system's.
    public var authorities: String?

    public init(authorities: String? = nil) { self.authorities = authorities }

    private static let smtp = 1 << 16 | 1 << 17
    private static let web = 1 << 0 | 1 << 1
    /// `CURLUSESSL_ALL`: without TLS there is no transfer.
    private static let onlyTLS = 3

    /// Hands a mail to a server. Its text goes as it is; lines end in CRLF.
    ///
    /// - Parameters:
    ///   - server: `smtp://host:587` or `smtps://host`.
    ///   - credentials: Sent over TLS alone.
    ///   - needsTLS: Whether `smtp:` has to turn to TLS (STARTTLS).
    public func mail(
        _ text: String, from sender: String, to recipient: String, by server: String,
        credentials: (user: String, password: String)?, needsTLS: Bool
    ) throws(TransferError) -> Result {
        let library = try CurlLibrary()
        let recipients = library.list(of: ["<\(recipient)>"])
        defer { library.free(recipients) }
        let length = text.utf8.count
        // One byte more, for the zero that ends what was written.
        guard let file = unsafe fmemopen(nil, length + 1, "w+"),
            unsafe text.withCString({ unsafe fwrite($0, 1, length, file) }) == length
        else { throw TransferError("there is no memory for the message") }
        defer { unsafe fclose(file) }
        unsafe rewind(file)
        return try perform(library) { handle in
            library.set(.address, server, of: handle)
            library.set(.protocols, Self.smtp, of: handle)
            library.set(.sender, "<\(sender)>", of: handle)
            library.set(.recipients, recipients, of: handle)
            if needsTLS { library.set(.useTLS, Self.onlyTLS, of: handle) }
            if let credentials {
                library.set(.user, credentials.user, of: handle)
                library.set(.password, credentials.password, of: handle)
            }
            library.set(.upload, 1, of: handle)
            library.set(.uploadLength, length, of: handle)
            unsafe library.set(.readData, file, of: handle)
        }
    }

    /// Posts a body to an address. Redirections are answers, and not followed.
    ///
    /// - Parameter headers: `Name: value` each, of printable ASCII.
    public func post(_ body: String, to address: String, headers: [String]) throws(TransferError) -> Result {
        let library = try CurlLibrary()
        // Without the last, libcurl waits a second for a server's leave to send.
        let headers = library.list(of: headers + ["Expect:"])
        defer { library.free(headers) }
        return try perform(library) { handle in
            library.set(.address, address, of: handle)
            library.set(.protocols, Self.web, of: handle)
            library.set(.headers, headers, of: handle)
            library.set(.bodyLength, body.utf8.count, of: handle)
            library.set(.copiedBody, body, of: handle)
        }
    }

    private func perform(
        _ library: CurlLibrary, _ prepare: (CurlLibrary.Handle) -> Void
    ) throws(TransferError) -> Result {
        guard let handle = library.begin() else { throw TransferError("libcurl cannot be started") }
        defer { library.end(handle) }
        // What a server says beside its code is nobody's to read.
        guard let nothing = unsafe fopen("/dev/null", "w") else { throw TransferError("/dev/null cannot be opened") }
        defer { unsafe fclose(nothing) }
        unsafe library.set(.writeData, nothing, of: handle)
        library.set(.noSignal, 1, of: handle)
        library.set(.connectTimeout, connectTimeout, of: handle)
        library.set(.timeout, timeout, of: handle)
        library.set(.verifyPeer, 1, of: handle)
        library.set(.verifyHost, 2, of: handle)
        library.set(.agent, "leadpact", of: handle)
        if let authorities { library.set(.authorities, authorities, of: handle) }
        prepare(handle)
        let code = library.perform(handle)
        let answer = library.responseCode(of: handle)
        if code == 0 || answer >= 400 {
            return .answered(code: answer, retryAfter: library.retryAfter(of: handle))
        }
        return .failed(library.words(for: code))
    }
}
