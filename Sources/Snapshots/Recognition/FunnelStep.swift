/// The steps that funnels have in common, in their order, and what people call them.
///
/// The terms are those of Forrester's demand waterfall (inquiry, marketing qualified, sales accepted, won); the other words are
/// those of the stages that CRMs come with, and German ones.
public enum FunnelStep: Int, CaseIterable, Comparable, Sendable {
    case inquiry, mql, sal, opportunity, customer, disqualified

    public static func < (a: FunnelStep, b: FunnelStep) -> Bool { a.rawValue < b.rawValue }

    /// A lead does not leave it any more.
    public var isFinal: Bool { self >= .customer }

    private var words: Set<String> {
        switch self {
        case .inquiry:
            [
                "inquiry", "lead", "new", "open", "open not contacted", "not contacted", "raw", "subscriber",
                "prospect",
                "anfrage", "neu", "offen", "interessent",
            ]
        case .mql:
            [
                "mql", "marketing qualified", "handed over", "handed to sales", "passed to sales", "sent to sales",
                "passed on", "hand over", "handover", "handoff", "assigned", "assigned to sales",
                "marketing qualifiziert",
                "uebergeben", "uebergabe", "uebergabe vertrieb", "uebergeben vertrieb",
                "uebergabe den vertrieb", "vertrieb uebergeben", "zugewiesen",
            ]
        case .sal:
            [
                "sal", "sql", "sales accepted", "accepted", "sales qualified", "working", "working contacted",
                "in progress", "contacted", "attempted to contact", "connected", "angenommen", "akzeptiert",
                "in arbeit", "in bearbeitung", "kontaktiert",
            ]
        case .opportunity:
            ["opportunity", "deal", "converted", "open deal", "verkaufschance", "chance", "konvertiert", "angebot"]
        case .customer: ["customer", "won", "closed won", "kunde", "gewonnen"]
        case .disqualified:
            [
                "disqualified", "unqualified", "not qualified", "lost", "closed lost", "closed not converted", "junk",
                "rejected", "bad timing",
                "discontinued", "disqualifiziert", "ungeeignet", "kein interesse", "verloren", "abgelehnt",
                "nicht qualifiziert",
            ]
        }
    }

    /// Words around the name of a stage, in values and in headers of its date.
    private static let around: Set<String> = [
        "date", "datum", "day", "time", "timestamp", "at", "am", "on", "became", "become", "a", "an", "the", "is",
        "was",
        "since", "seit", "entered", "stage", "status", "lead", "leads", "phase", "stufe", "wurde",
    ]

    /// The name of a stage without the words around it: `Became a Marketing Qualified Lead Date` is `marketing qualified`.
    static func core(_ text: String) -> String {
        let words = plain(text).split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let core = words.filter { !around.contains($0) }
        return (core.isEmpty ? words : core).joined(separator: " ")
    }

    /// Letters of Western Europe by those of which names of stages consist.
    private static let letters: [Character: String] = {
        var letters: [Character: String] = ["ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o"]
        for (plain, accented) in [
            ("a", "áàâãå"), ("c", "ç"), ("e", "éèêë"), ("i", "íìîï"), ("n", "ñ"), ("o", "óòôõ"), ("u", "úùû"),
            ("y", "ýÿ"),
        ] {
            for letter in accented { letters[letter] = plain }
        }
        return letters
    }()

    /// A text in small letters without accents and umlauts, as `words` are written.
    static func plain(_ text: String) -> String { text.lowercased().map { letters[$0] ?? String($0) }.joined() }

    /// By whom, they do not say: by marketing in one CRM, by sales in the next.
    private static let qualified: Set<String> = ["qualified", "qualifiziert"]

    /// The step that a value or a header most likely means: a proposal to be looked at, and never more.
    static func meant(by text: String) -> FunnelStep? {
        let core = core(text)
        return allCases.first { $0.words.contains(core) } ?? (qualified.contains(core) ? .mql : nil)
    }

    /// The one of `names` that is this step. Where the step is named in so many words, `qualified` is not taken for it.
    func name(among names: [String], for text: String) -> String? {
        let isVague = FunnelStep.qualified.contains(FunnelStep.core(text))
        return names.first { $0 == "\(self)" }
            ?? names.first {
                FunnelStep.meant(by: $0) == self && (isVague || !FunnelStep.qualified.contains(FunnelStep.core($0)))
            }
    }
}
