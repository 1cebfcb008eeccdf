#if SQLite
    import Agreements
    import ArgumentParser
    import BusinessTime
    import Compliance
    import Findings
    import Glibc
    import Ledgers
    import Notices
    import Reports
    import Snapshots

    struct Notify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tells people what the ladders of the agreement ask for: plans notices, then delivers them.",
            discussion: """
                  leadpact notify agreement.yaml snapshot/ --ledger sla.db --dry-run
                  leadpact notify agreement.yaml snapshot/ --ledger sla.db

                Each person gets one digest, the most urgent first. Without --via each becomes a file of mail in the folder notices/.
                """)

        @OptionGroup var notices: NoticeRun

        mutating func run() throws { try notices.tell() }
    }

    /// What `notify` does once and `watch` again and again: judges, writes into the ledger what is to be told, and delivers.
    struct NoticeRun: ParsableArguments {
        @Argument(help: "The agreement, or a folder of its versions.")
        var agreement: String

        @Argument(help: "The snapshot: a folder with snapshot.yaml, or one file of leads.")
        var snapshot: String

        @Option(
            help: ArgumentHelp(
                "The ledger, in which stands who was told what: a file, or postgres:[DATABASE]; made where there is none.",
                valueName: "ledger"))
        var ledger: String

        @Option(help: ArgumentHelp("How to deliver; repeatable: \(Channel.help).", valueName: "channel"))
        var via: [Channel] = []

        @Option(help: ArgumentHelp("The address that mail comes from.", valueName: "address"))
        var from = "leadpact@localhost"

        @Option(
            help: ArgumentHelp(
                "A Mustache template for mail; 'leadpact init --mail-template' prints one to change.",
                valueName: "file"))
        var template: String?

        @Flag(help: "Show every message and why it would be sent; write and send nothing.")
        var dryRun = false

        @Flag(help: "Show the messages as they would arrive; write and send nothing.")
        var preview = false

        @Option(help: ArgumentHelp("Send no more notices than these unasked.", valueName: "number"))
        var maxNotices = 500

        @Option(
            help: ArgumentHelp(
                "Send nothing unasked if a rule's attainment falls by more at once (default: 20%).", valueName: "share")
        )
        var maxFall: Share?

        @Flag(help: "Send in spite of --max-notices and --max-fall: somebody has looked.")
        var yes = false

        @Option(
            help: ArgumentHelp(
                "Tell again of breaches that go on, as in '1 business day' of the recipient's calendar.",
                valueName: "target"))
        var `repeat`: String?

        @Flag(help: "Send at once, though the recipient's calendar is closed.")
        var disturb = false

        @Flag(help: "Try again what was given up.")
        var retryDead = false

        @Option(help: "The instant of the run, in place of the clock's, for trials.")
        var now: String?

        @OptionGroup var reading: ReadingOptions

        @Option(help: "Whether to use colours in messages.")
        var color: ColorChoice = .auto

        mutating func validate() throws {
            if maxNotices < 0 { throw ValidationError("--max-notices is a number from 0") }
            if !Mail.isAddress(from) { throw ValidationError("--from is an e-mail address, found '\(from)'") }
            if let text = `repeat`, (try? Target.parse(text)) == nil {
                throw ValidationError("--repeat is a time like '1 business day' or '24 hours', found '\(text)'")
            }
            if let now, CivilDate.parseInstant(now) == nil {
                throw ValidationError("--now is an instant like 2026-10-01T06:00:00Z, found '\(now)'")
            }
            if Set(via.map(\.name)).count < via.count { throw ValidationError("each --via is given once") }
        }

        var isTrial: Bool { dryRun || preview }

        /// - Parameter files: The agreement, where it has been read.
        func tell(by files: AgreementFiles? = nil) throws {
            let now = now.flatMap(CivilDate.parseInstant) ?? Leadpact.now
            let writing = Writing(sender: from, now: now, template: try mailTemplate())
            do {
                let couriers = try (via.isEmpty ? [Channel.folder("notices")] : via).map { try $0.courier(from: from) }
                let isInDatabase = Ledger.isInDatabase(self.ledger)
                let lock = try isTrial || isInDatabase ? nil : NoticeLock(besides: self.ledger)
                defer { lock?.release() }
                // A trial leaves nothing behind, not even an empty ledger.
                let isNew =
                    try isTrial
                    && !(isInDatabase ? Ledger.exists(inDatabase: self.ledger) : SourceFile.exists(self.ledger))
                let ledger = try Ledger(at: isNew ? ":memory:" : self.ledger, .writing)
                if !isTrial { try ledger.holdNotices() }
                let observation = try observation(by: files)
                let plan = try ledger.plan(observation, options(now)) { digest in
                    couriers.map { $0.rendered(digest, writing) }
                }
                try show(plan, writing.template)
                guard plan.stops.isEmpty else { throw Exit.undelivered }
                if isTrial { return }
                if retryDead { try ledger.revive(at: now) }
                let failures = try deliver(ledger, couriers, now)
                if failures > 0 || !plan.lost.isEmpty { throw Exit.undelivered }
            } catch let error as ChannelError {
                Leadpact.complain(error.description)
                throw Exit(.agreementWrong)
            } catch let error as LedgerError {
                [error.finding].complain(sources: [], color: color)
                throw error.kind == .inUse ? Exit.undelivered : Exit(.agreementWrong)
            }
        }

        /// A look that can be had, found out before anything is read.
        private func mailTemplate() throws -> DigestTemplate {
            guard let template else { return .standard }
            var findings: [Finding] = []
            var sources: [SourceText] = []
            do {
                let source = try SourceFile.read(template)
                sources.append(source)
                if let own = DigestTemplate(source, findings: &findings) { return own }
            } catch {
                findings.append(error.finding)
            }
            findings.complain(sources: sources, color: color)
            throw Exit(.agreementWrong)
        }

        private func options(_ now: Int64) -> NoticePlan.Options {
            NoticePlan.Options(
                now: now, limit: maxNotices, fall: maxFall?.value ?? 0.2,
                repeatAfter: `repeat`.flatMap { try? Target.parse($0) }, isQuiet: !disturb, isConfirmed: yes,
                isTrial: isTrial)
        }

        /// What the snapshot shows; nothing is told of one that is not fit to judge by.
        private func observation(by files: AgreementFiles?) throws -> Observation {
            var matter = Matter(files ?? AgreementFiles(paths: [agreement]), versionsOn: snapshot)
            Progress.showing("Reading \(snapshot)") { matter.bringTogether(reading, forNotices: true) }
            guard let evaluation = matter.evaluation else { throw matter.refusal(color: color) }
            var options = Evaluation.Options()
            options.threads = reading.threadCount
            options.isForLedger = true
            let judgement = evaluation.judgement(options)
            if judgement.isUnfit {
                (matter.findings + judgement.findings).filter { $0.level == .error }
                    .complain(sources: matter.sources, color: color)
                throw Exit(.dataUnfit)
            }
            return Observation(
                evaluation, judgement,
                snapshotDigest: matter.snapshotFiles.flatMap { SnapshotDigest.of($0, threads: reading.threadCount) },
                rejectedRows: matter.data?.rejectedRows ?? 0, threads: reading.threadCount, version: Leadpact.version)
        }

        // MARK: Showing

        private func show(_ plan: NoticePlan, _ template: DigestTemplate) throws {
            let output = Output.standardOutput()
            if !plan.stops.isEmpty {
                output.write("Nothing is sent: \(plan.stops.joined(separator: "; ")).\n")
                output.write("See what it would be with --dry-run --yes; if it is right, send it with --yes.\n")
                return try output.finish()
            }
            output.write("\(plan.summary).\n")
            for digest in plan.digests {
                if preview {
                    output.write(
                        "\nTo: \(digest.person.address)\n\(template.text(of: digest, version: Leadpact.version))")
                } else {
                    output.write("\n\(digest.person.address): \(digest.subject.onOneLine)\n")
                    for notice in digest.notices { output.write(notice.line) }
                }
            }
            if isTrial {
                for muted in plan.muted {
                    output.write(
                        "\n\(muted.notice.person.address) is not at work, until "
                            + "\(CivilDate.format(instant: muted.until)):\n\(muted.notice.line)")
                }
            }
            if !plan.lost.isEmpty {
                output.write("\nNobody can be told:\n")
                for lost in plan.lost.prefix(Self.fewest) {
                    output.write(
                        "  \(lost.obligation.rule) of \(lost.obligation.subject.onOneLine), \(lost.step): "
                            + "\(lost.reason.onOneLine)\n")
                }
                if plan.lost.count > Self.fewest {
                    output.write("  and \(grouped(plan.lost.count - Self.fewest)) more\n")
                }
            }
            try output.finish()
        }

        private static let fewest = 20

        // MARK: Delivering

        /// - Returns: How many messages were not delivered.
        private func deliver(_ ledger: Ledger, _ couriers: [any Courier], _ now: Int64) throws -> Int {
            var failures = 0
            var closed: Set<String> = []
            var lacking: Set<String> = []
            for message in try ledger.pending(at: now) {
                guard let courier = couriers.first(where: { $0.channel == message.channel }) else {
                    lacking.insert(message.channel)
                    failures += 1
                    continue
                }
                if closed.contains(message.channel) {
                    failures += 1
                    continue
                }
                let result = courier.deliver(message)
                try ledger.settle(message, result, at: now)
                switch result {
                case .delivered: continue
                case .unreachable(let reason):
                    closed.insert(message.channel)
                    Leadpact.complain("\(message.channel) cannot be reached: \(reason); what is planned waits")
                case .later(let reason), .never(let reason), .busy(let reason, _):
                    Leadpact.complain("not delivered to \(message.recipient) by \(message.channel): \(reason)")
                }
                failures += 1
            }
            for channel in lacking.sorted() {
                Leadpact.complain("messages wait for \(channel): give --via \(channel) again")
            }
            let dead = try ledger.deadLetters()
            if !dead.isEmpty {
                Leadpact.complain(
                    "\(counted(dead.count, "message was", "messages were")) given up; --retry-dead tries again")
                for message in dead.prefix(Self.fewest) {
                    Leadpact.complain(
                        "  \(message.key) to \(message.recipient) by \(message.channel): \(message.error ?? "")")
                }
                failures += 1
            }
            return failures
        }
    }

    extension NoticePlan {
        /// `7 notices to 4 people; 2 owed until their readers are at work`.
        fileprivate var summary: String {
            let count = digests.reduce(0) { $0 + $1.notices.count }
            var parts = ["\(counted(count, "notice", "notices")) to \(counted(digests.count, "person", "people"))"]
            if !muted.isEmpty { parts.append("\(grouped(muted.count)) owed until their readers are at work") }
            if acknowledged > 0 { parts.append("\(grouped(acknowledged)) acknowledged") }
            if withdrawn > 0 { parts.append("\(grouped(withdrawn)) withdrawn, being no longer true") }
            return parts.joined(separator: "; ")
        }
    }

    extension Notice {
        /// What and why, two lines.
        fileprivate var line: String {
            "  \(kind.rawValue) \(obligation.rule) of \(obligation.subject.onOneLine), \(step)\(occurrence == 0 ? "" : ", again")\n"
                + "    \(state.isEmpty ? "" : state.onOneLine + "; ")\(why.onOneLine)\n"
        }
    }

    extension Exit {
        /// A notice was not delivered, or nothing is sent before somebody has looked.
        static let undelivered = Exit(code: 4)
    }
#endif
