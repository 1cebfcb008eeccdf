#if SQLite
    import Glibc
    import Notices

    /// Each message becomes a file of mail, named by its key: a second delivery replaces the first.
    struct MailFolder: Courier {
        let folder: String
        let channel = "eml"

        func deliver(_ message: OutboxMessage) -> DeliveryResult {
            if unsafe mkdir(folder, 0o777) != 0, errno != EEXIST {
                return .unreachable("the folder '\(folder)' cannot be made: \(unsafe String(cString: strerror(errno)))")
            }
            do {
                let output = try Output(path: "\(folder)/\(message.key).eml")
                output.write(message.content)
                try output.finish()
                return .delivered
            } catch {
                return .unreachable("\(error)")
            }
        }
    }
#endif
