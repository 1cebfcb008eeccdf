#if SQLite
    import ArgumentParser
    import Findings
    import Glibc
    import Notices

    /// One `--via`: how messages go out.
    enum Channel: ExpressibleByArgument, Hashable {
        /// Files of mail in a folder.
        case folder(String)
        /// The program that takes a whole mail on its standard input, as Sendmail, Postfix and Exim have it.
        case sendmail(String)
        /// A server of mail.
        case smtp(String)
        case webhook(Webhook.Form)
        /// A program that takes JSON on its standard input.
        case command(String)

        static let help = "eml=FOLDER, smtp=HOST[:PORT], sendmail[=PROGRAM], slack, teams, webhook, command=PROGRAM"

        init?(argument: String) {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            switch (parts.first, parts.count == 2 ? parts[1] : nil) {
            case ("eml", let folder?): self = .folder(folder)
            case ("sendmail", let program): self = .sendmail(program ?? "/usr/sbin/sendmail")
            case ("smtp", let server?): self = .smtp(server)
            case ("command", let program?): self = .command(program)
            case (let name?, nil):
                guard let form = Webhook.Form(rawValue: name) else { return nil }
                self = .webhook(form)
            default: return nil
            }
        }

        /// As the ledger calls it.
        var name: String {
            switch self {
            case .folder: "eml"
            case .sendmail: "sendmail"
            case .smtp: "smtp"
            case .webhook(let form): form.rawValue
            case .command: "command"
            }
        }

        /// Who delivers.
        func courier(from sender: String) throws(ChannelError) -> any Courier {
            switch self {
            case .folder(let folder): MailFolder(folder: folder)
            case .sendmail(let program): MessageProgram.sendmail(program)
            case .smtp(let server): try SMTPServer(server, sender: sender)
            case .webhook(let form): try Webhook(form)
            case .command(let program): MessageProgram.command(program)
            }
        }
    }

    /// How messages are written.
    struct Writing {
        /// The address that mail comes from.
        var sender: String
        /// Milliseconds since 1970 UTC.
        var now: Int64
        var template = DigestTemplate.standard
    }

    /// Delivers messages on one channel.
    protocol Courier {
        var channel: String { get }
        func rendered(_ digest: Digest, _ writing: Writing) -> NoticePlan.Rendered
        func deliver(_ message: OutboxMessage) -> DeliveryResult
    }

    extension Courier {
        /// A mail, which most channels take.
        func rendered(_ digest: Digest, _ writing: Writing) -> NoticePlan.Rendered { mail(digest, writing) }

        func mail(_ digest: Digest, _ writing: Writing) -> NoticePlan.Rendered {
            NoticePlan.Rendered(
                channel: channel,
                content: digest.mail(
                    from: writing.sender, at: writing.now, channel: channel, version: Leadpact.version,
                    template: writing.template))
        }
    }

    /// Why a channel cannot be used, in words that hold no secret.
    struct ChannelError: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    /// What nobody is to read: from a variable, or from the file that a variable of its name and `_FILE` names.
    enum Secret {
        static func read(_ name: String) throws(ChannelError) -> String? {
            if let value = variable(name) { return value }
            guard let path = variable("\(name)_FILE") else { return nil }
            guard let bytes = try? SourceFile.read(path).bytes else {
                throw ChannelError("\(name)_FILE names a file that cannot be read: '\(path)'")
            }
            var text = String(decoding: bytes, as: UTF8.self)
            while text.last?.isNewline == true { text.removeLast() }
            return text.isEmpty ? nil : text
        }

        static func variable(_ name: String) -> String? {
            unsafe getenv(name).flatMap { unsafe $0.pointee == 0 ? nil : String(cString: $0) }
        }
    }
#endif
