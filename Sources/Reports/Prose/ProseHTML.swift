import Agreements

extension AgreementProse {
    /// One file that needs nothing else: light and dark, and A4 on paper.
    var html: String {
        var body = "<header><h1>\(Self.escaped(title))</h1></header>\n<main>\n"
        for (number, section) in sections.enumerated() {
            body +=
                "<section id=\"s\(number + 1)\">\n<h2><span>\(number + 1).</span> \(Self.escaped(section.title))</h2>\n"
            for (index, clause) in section.clauses.enumerated() { body += html(clause, "\(number + 1).\(index + 1)") }
            body += "</section>\n"
        }
        body += acceptance + "</main>\n"
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(Self.escaped(title))</title>
            <style>
            \(Self.styles)
            </style>
            </head>
            <body>
            \(body)</body>
            </html>

            """
    }

    private func html(_ clause: Clause, _ number: String) -> String {
        var heading = Self.html(clause.heading)
        if !heading.isEmpty, !clause.text.plain.isEmpty { heading += "." }
        if !heading.isEmpty { heading = "<b class=\"heading\">\(heading)</b> " }
        var result = "<div class=\"clause\" id=\"c\(number)\"><span class=\"number\">\(number)</span><div>\n"
        result += "<p>\(heading)\(Self.html(clause.text))</p>\n"
        if !clause.items.isEmpty {
            result += "<ol class=\"letters\">\n"
            for item in clause.items {
                result += "<li>\(Self.html(item.text))"
                if !item.items.isEmpty {
                    result +=
                        "\n<ol class=\"roman\">\n" + item.items.map { "<li>\(Self.html($0))</li>\n" }.joined() + "</ol>"
                }
                result += "</li>\n"
            }
            result += "</ol>\n"
        }
        return result + "</div></div>\n"
    }

    private var acceptance: String {
        let number = sections.count + 1
        var result =
            "<section id=\"s\(number)\" class=\"acceptance\">\n<h2><span>\(number).</span> Acceptance</h2>\n<div class=\"parties\">\n"
        for state in acceptances {
            result += "<div class=\"party \(state.kind.rawValue)\"><b>\(Self.escaped(state.party))</b>"
            result += "<p>\(Self.escaped(state.inWords)).</p>"
            result += "<p class=\"line\">Signature</p></div>\n"
        }
        return result
            + "</div>\n<p class=\"digest\">Digest of this text (SHA-256)<br><code>\(digest)</code></p>\n</section>\n"
    }

    private static func html(_ phrase: Phrase) -> String {
        phrase.spans.map { span in
            switch span {
            case .plain(let text): escaped(text)
            case .strong(let text): "<strong>\(escaped(text))</strong>"
            case .code(let text): "<code>\(escaped(text))</code>"
            }
        }.joined()
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.onOneLine {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
        return result
    }

    private static let styles = """
        :root { --ink: #1c1f23; --faint: #5c6670; --rule: #d5dae0; --paper: #fff; --shade: #f2f4f7; --accent: #1f4e8c; --bad: #a3262a }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e4e7eb; --faint: #9aa4af; --rule: #3a424b; --paper: #15181c; --shade: #22272d; --accent: #8db8f0; --bad: #f08d90 }
        }
        * { box-sizing: border-box }
        body { margin: 0; background: var(--paper); color: var(--ink);
          font: 16px/1.5 Georgia, "Times New Roman", "DejaVu Serif", serif; text-rendering: optimizeLegibility }
        header, main { max-width: 46rem; margin: 0 auto; padding: 0 1.25rem }
        header { padding-top: 3rem }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0; padding-bottom: 1rem;
          border-bottom: 2px solid var(--accent); text-wrap: balance }
        h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; color: var(--accent); break-after: avoid }
        h2 span { display: inline-block; min-width: 2rem }
        p { margin: 0 0 .35rem }
        .clause { display: grid; grid-template-columns: 3rem 1fr; margin: 0 0 .9rem }
        .number { color: var(--faint); font-variant-numeric: tabular-nums }
        .clause > div { min-width: 0; overflow-wrap: anywhere }
        ol { margin: .1rem 0 .3rem; padding-left: 1.9rem }
        ol.letters { list-style: none; counter-reset: letters }
        ol.letters > li { counter-increment: letters; position: relative }
        ol.letters > li::before { content: "(" counter(letters, lower-alpha) ")"; position: absolute; left: -1.9rem; color: var(--faint) }
        ol.roman { list-style: none; counter-reset: roman; padding-left: 2.2rem }
        ol.roman > li { counter-increment: roman; position: relative }
        ol.roman > li::before { content: "(" counter(roman, lower-roman) ")"; position: absolute; left: -2.2rem; color: var(--faint) }
        code { font: .82em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
          background: var(--shade); border-radius: 3px; padding: .05em .2em }
        .parties { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 1rem }
        .party { border: 1px solid var(--rule); border-radius: 6px; padding: .8rem 1rem; break-inside: avoid }
        .party.changed p:first-of-type, .party.missing p:first-of-type { color: var(--bad) }
        .line { margin: 2.6rem 0 0; border-top: 1px solid var(--ink); color: var(--faint); font-size: .8rem }
        .digest { margin: 1.2rem 0 3rem; color: var(--faint); font-size: .85rem; overflow-wrap: anywhere }
        @page { size: A4; margin: 20mm 18mm }
        @media print {
          :root { --ink: #000; --faint: #444; --rule: #999; --paper: #fff; --shade: #fff; --accent: #000; --bad: #000 }
          body { font-size: 10.5pt }
          header, main { max-width: none; padding: 0 }
          .clause, li { break-inside: avoid-page }
          code { padding: 0 }
        }
        """
}
