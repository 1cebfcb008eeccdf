#if SQLite
    import Agreements
    import Notices
    import Reports
    import Transfers

    /// Posts each message to an address that only its owner knows.
    struct Webhook: Courier {
        enum Form: String, Hashable, CaseIterable { case slack, teams, webhook }

        private let form: Form
        private let address: String
        private let secret: String?
        private let transfer: Transfer

        var channel: String { form.rawValue }

        /// The address is a secret itself, and is never said.
        init(_ form: Form) throws(ChannelError) {
            self.form = form
            let name = "LEADPACT_\(form.rawValue.uppercased())_URL"
            guard let address = try Secret.read(name) else {
                throw ChannelError(
                    "--via \(form.rawValue) posts to the address in \(name), or in the file that \(name)_FILE names")
            }
            self.address = address
            let isWeb = address.hasPrefix("https://") || address.hasPrefix("http://")
            let rest = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? ""
            let isPlain = address.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            guard isWeb, isPlain, let host = Host(String(rest.prefix { !"/?#".contains($0) })) else {
                throw ChannelError("\(name) is no address of the kind https://HOST/PATH")
            }
            guard address.hasPrefix("https://") || host.isLoopback else {
                throw ChannelError("\(name) begins with http://, and only https:// keeps what is sent from others")
            }
            secret = form == .webhook ? try Secret.read("LEADPACT_WEBHOOK_SECRET") : nil
            transfer = try .asTheEnvironmentSays()
        }

        func rendered(_ digest: Digest, _ writing: Writing) -> NoticePlan.Rendered {
            let content =
                switch form {
                case .slack: digest.slack()
                case .teams: digest.teams()
                case .webhook: digest.json(on: channel)
                }
            return NoticePlan.Rendered(channel: channel, content: content)
        }

        func deliver(_ message: OutboxMessage) -> DeliveryResult {
            var headers = ["Content-Type: application/json; charset=utf-8", "Idempotency-Key: \(message.key)"]
            if let secret {
                let time = "\(Leadpact.now / 1000)"
                let code = SHA256.authentication(
                    of: Array("\(time).\(message.content)".utf8), key: Array(secret.utf8))
                headers += ["Leadpact-Timestamp: \(time)", "Leadpact-Signature: v1=\(code)"]
            }
            do {
                switch try transfer.post(message.content, to: address, headers: headers) {
                case .failed(let reason): return .unreachable(reason)
                case .answered(let code, let pause):
                    switch code {
                    case 200..<300: return .delivered
                    case 408, 425, 429, 500...: return .busy("the receiver answered \(code)", seconds: pause)
                    // What concerns the address and not the message.
                    case ..<400, 401, 403, 404, 405, 410: return .unreachable("the receiver answered \(code)")
                    default: return .never("the receiver refused it (\(code))")
                    }
                }
            } catch {
                return .unreachable(error.description)
            }
        }
    }
#endif
