#if SQLite
    import Notices
    import Reports
    import Transfers

    /// Hands each mail to a server (RFC 5321), with TLS (RFC 3207, RFC 8314) unless it is on this machine.
    struct SMTPServer: Courier {
        let channel = "smtp"
        private let address: String
        private let sender: String
        private let credentials: (user: String, password: String)?
        private let needsTLS: Bool
        private let transfer: Transfer

        /// - Parameter server: `HOST`, `HOST:PORT`, or an address of the kind `smtp://` (which turns to TLS) or `smtps://`.
        init(_ server: String, sender: String) throws(ChannelError) {
            let scheme = server.hasPrefix("smtps://") ? "smtps://" : "smtp://"
            let rest = server.hasPrefix(scheme) ? String(server.dropFirst(scheme.count)) : server
            // What stands before an @ may be a password, and is not said again.
            if rest.contains("@") {
                throw ChannelError(
                    "--via smtp names a server alone: give user and password in LEADPACT_SMTP_USER and LEADPACT_SMTP_PASSWORD"
                )
            }
            guard let host = Host(rest) else {
                throw ChannelError(
                    "--via smtp=HOST or smtp=HOST:PORT, smtp://HOST or smtps://HOST; found 'smtp=\(server.onOneLine)'")
            }
            self.sender = sender
            let user = try Secret.read("LEADPACT_SMTP_USER")
            let password = try Secret.read("LEADPACT_SMTP_PASSWORD")
            guard (user == nil) == (password == nil) else {
                throw ChannelError("LEADPACT_SMTP_USER and LEADPACT_SMTP_PASSWORD are given together")
            }
            credentials = user.flatMap { user in password.map { (user, $0) } }
            needsTLS = !host.isLoopback || credentials != nil
            let isImplicit = scheme == "smtps://"
            address = scheme + rest + (host.port == nil && !isImplicit && !host.isLoopback ? ":587" : "")
            transfer = try .asTheEnvironmentSays()
        }

        func deliver(_ message: OutboxMessage) -> DeliveryResult {
            do {
                let result = try transfer.mail(
                    message.content, from: sender, to: message.recipient, by: address, credentials: credentials,
                    needsTLS: needsTLS)
                switch result {
                case .failed(let reason): return .unreachable(reason)
                case .answered(let code, _):
                    switch code {
                    case ..<400: return .delivered
                    case 400..<500: return .later("the server answered \(code)")
                    // What concerns the account and not the message (RFC 4954, section 6).
                    case 530, 534, 535, 538: return .unreachable("the server takes no mail from this account (\(code))")
                    default: return .never("the server refused it (\(code))")
                    }
                }
            } catch {
                return .unreachable(error.description)
            }
        }
    }

    extension Transfer {
        /// With the certificates of `LEADPACT_CA_FILE`, and the patience of `LEADPACT_TIMEOUT`, in seconds.
        static func asTheEnvironmentSays() throws(ChannelError) -> Transfer {
            var transfer = Transfer(authorities: Secret.variable("LEADPACT_CA_FILE"))
            if let text = Secret.variable("LEADPACT_TIMEOUT") {
                guard let seconds = Int(text), (1...600).contains(seconds) else {
                    throw ChannelError(
                        "LEADPACT_TIMEOUT is a number of seconds from 1 to 600, found '\(text.onOneLine)'")
                }
                transfer.timeout = seconds
            }
            return transfer
        }
    }

    /// `mail.acme.example:587`, `127.0.0.1`, `[::1]:25`.
    struct Host {
        let name: String
        let port: Int?

        init?(_ text: String) {
            var name = text[...]
            var port: Int?
            if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
                guard let number = Int(text[text.index(after: colon)...]), (1...65_535).contains(number) else {
                    return nil
                }
                port = number
                name = text[..<colon]
            }
            let isBracketed = name.hasPrefix("[") && name.hasSuffix("]")
            let known = isBracketed ? name.dropFirst().dropLast() : name
            let isFit = known.utf8.allSatisfy { byte in
                byte >= 0x30 && byte <= 0x39 || byte >= 0x41 && byte <= 0x5A || byte >= 0x61 && byte <= 0x7A
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                    || isBracketed && byte == UInt8(ascii: ":")
            }
            guard !known.isEmpty, isFit else { return nil }
            self.name = known.lowercased()
            self.port = port
        }

        var isLoopback: Bool { name == "localhost" || name == "127.0.0.1" || name == "::1" }
    }
#endif
