import Agreements
import BusinessTime
import Columns
import Compliance
import Ledgers
import Reports

extension Digest {
    /// What a receiver of our own gets: everything, with instants in UTC. Version 1.
    public func json(on channel: String) -> String {
        written { object in
            object.pair("leadpact_notice", 1)
            object.pair("key", key(on: channel))
            object.pair("agreement", agreement)
            object.pair("title", title)
            object.key("to")
            object.object { to in
                to.pair("address", person.address)
                to.pair("name", person.name)
            }
            object.pair("subject", subject)
            object.key("notices")
            object.list { list in
                for notice in notices {
                    list.object { object in
                        object.pair("kind", notice.kind.rawValue)
                        object.pair("rule", notice.obligation.rule)
                        object.pair("subject", notice.obligation.subject)
                        object.pair("severity", notice.severity.rawValue)
                        object.pair("says", notice.says)
                        object.key("due")
                        if notice.due == missing { object.null() } else { object.value(instant: notice.due) }
                        object.pair("state", notice.state)
                        object.pair("step", notice.step)
                        object.pair("occurrence", notice.occurrence)
                        object.pair("why", notice.why)
                    }
                }
            }
        }
    }

    /// A message of Slack's: at most 50 blocks, of texts of at most 3,000 characters, a header of at most 150
    /// (docs.slack.dev, Block Kit). Texts are plain, so that no letter of a name is markup.
    public func slack() -> String {
        let shown = notices.prefix(Self.slackBlocks - 3)
        return written { object in
            object.pair("text", Self.slackText(line, upTo: 3000))
            object.key("blocks")
            object.list { list in
                list.slackBlock("header", Self.slackText(line, upTo: 150))
                for notice in shown {
                    list.slackBlock("section", Self.slackText(words(for: notice).joined(separator: "\n"), upTo: 3000))
                }
                if notices.count > shown.count {
                    list.slackBlock("section", "and \(grouped(notices.count - shown.count)) more")
                }
                list.slackBlock("section", Self.slackText(ending, upTo: 3000))
            }
        }
    }

    private static let slackBlocks = 50

    /// `&`, `<` and `>` are Slack's own: with them names could address everybody.
    private static func slackText(_ text: String, upTo limit: Int) -> String {
        var result = ""
        var length = 0
        for character in text {
            let escaped =
                switch character {
                case "&": "&amp;"
                case "<": "&lt;"
                case ">": "&gt;"
                default: String(character)
                }
            length += escaped.utf16.count
            if length >= limit { return result + "…" }
            result += escaped
        }
        return result
    }

    /// An Adaptive Card for a workflow of Microsoft Teams: at most 28 KB. Runs of text know no markup.
    public func teams() -> String {
        var count = notices.count
        while true {
            let card = teams(showing: count)
            if card.utf8.count <= Self.teamsBytes || count == 0 { return card }
            count = min(count - 1, count * Self.teamsBytes / card.utf8.count)
        }
    }

    private static let teamsBytes = 26_000

    private func teams(showing count: Int) -> String {
        written { object in
            object.pair("type", "message")
            object.key("attachments")
            object.list { list in
                list.object { attachment in
                    attachment.pair("contentType", "application/vnd.microsoft.card.adaptive")
                    attachment.key("content")
                    attachment.object { card in
                        card.pair("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
                        card.pair("type", "AdaptiveCard")
                        card.pair("version", "1.4")
                        card.key("body")
                        card.list { body in
                            body.teamsBlock(String(line.prefix(1000)), size: "Large", isBold: true)
                            for notice in notices.prefix(count) {
                                for (index, words) in words(for: notice).enumerated() {
                                    body.teamsBlock(String(words.prefix(1000)), isBold: index == 0)
                                }
                            }
                            if count < notices.count {
                                body.teamsBlock("and \(grouped(notices.count - count)) more", isBold: false)
                            }
                            body.teamsBlock(ending, isBold: false)
                        }
                    }
                }
            }
        }
    }

    /// Whom it is for, since a channel has many readers.
    private var line: String { "\((person.name ?? person.address).onOneLine): \(subject.onOneLine)" }

    private var ending: String {
        "Times are those of \(zone.identifier). Message \(key)."
    }

    private func words(for notice: Notice) -> [String] {
        let time = LocalTime(zone: zone)
        let due = notice.due == missing ? nil : "due \(time.instant(notice.due))"
        let state = [due, notice.state.isEmpty ? nil : notice.state.onOneLine].compactMap(\.self).joined(
            separator: "; ")
        return [
            "\(notice.kind.heading): \(notice.obligation.subject.onOneLine), \(notice.obligation.rule) (\(notice.severity.rawValue))",
            notice.says.onOneLine, state, "Why: \(notice.why.onOneLine).",
        ].filter { !$0.isEmpty }
    }

    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        let text = Gathered()
        var json = JSONWriter(ByteWriter { text.append($0) })
        json.object(onOneLine: true, body)
        json.finish()
        return text.text
    }
}

extension JSONWriter {
    fileprivate mutating func slackBlock(_ type: String, _ text: String) {
        object { block in
            block.pair("type", type)
            block.key("text")
            block.object { object in
                object.pair("type", "plain_text")
                object.pair("text", text)
                object.key("emoji")
                object.value(false)
            }
        }
    }

    fileprivate mutating func teamsBlock(_ text: String, size: String = "Default", isBold: Bool) {
        object { block in
            block.pair("type", "RichTextBlock")
            block.key("inlines")
            block.list { list in
                list.object { run in
                    run.pair("type", "TextRun")
                    run.pair("text", text)
                    run.pair("size", size)
                    run.pair("weight", isBold ? "Bolder" : "Default")
                }
            }
        }
    }
}

/// Collects the pieces of a text.
private final class Gathered {
    private var bytes: [UInt8] = []

    func append(_ piece: Span<UInt8>) { for index in piece.indices { bytes.append(piece[index]) } }

    var text: String { String(decoding: bytes, as: UTF8.self) }
}
