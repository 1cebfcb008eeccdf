#if SQLite
    import ArgumentParser
    import Notices

    /// One `--via`: how messages go out.
    enum Channel: ExpressibleByArgument, Hashable {
        /// Files of mail in a folder.
        case folder(String)
        /// The program that takes a whole mail on its standard input, as Sendmail, Postfix and Exim have it.
        case sendmail(String)

        static let help = "eml=FOLDER, sendmail, sendmail=PROGRAM"

        init?(argument: String) {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            switch (parts.first, parts.count == 2 ? parts[1] : nil) {
            case ("eml", let folder?): self = .folder(folder)
            case ("sendmail", let program): self = .sendmail(program ?? "/usr/sbin/sendmail")
            default: return nil
            }
        }

        /// As the ledger calls it.
        var name: String { courier.channel }

        /// Who delivers.
        var courier: any Courier {
            switch self {
            case .folder(let folder): MailFolder(folder: folder)
            case .sendmail(let program): SendmailProgram(program: program)
            }
        }
    }

    /// Delivers messages on one channel.
    protocol Courier {
        var channel: String { get }
        func rendered(_ digest: Digest, from sender: String, at now: Int64) -> NoticePlan.Rendered
        func deliver(_ message: OutboxMessage) -> DeliveryResult
    }

    extension Courier {
        /// A mail, which most channels take.
        func rendered(_ digest: Digest, from sender: String, at now: Int64) -> NoticePlan.Rendered {
            NoticePlan.Rendered(
                channel: channel,
                content: digest.mail(from: sender, at: now, channel: channel, version: Leadpact.version))
        }
    }
#endif
