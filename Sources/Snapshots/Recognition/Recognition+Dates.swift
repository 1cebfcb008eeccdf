import Columns

extension Recognition {
    /// Headers of the leads' own file that no preset knows, whose values are times.
    private func freeDates(of leads: Placed) -> [String] {
        let used = Set(
            placed.filter { $0.file.path == leads.file.path }.flatMap {
                Array($0.columns.values) + $0.stages.map(\.header)
            })
        return leads.file.header.names.filter { name in
            !used.contains(name) && leads.profiles[name].map { $0.count > 0 && !$0.formats.isEmpty } ?? false
        }
    }

    var leadHeaders: [String] { placed.first { $0.table == "leads" }?.file.header.names ?? [] }

    /// What columns of dates beside those that the preset knows most likely mean: when a lead came into a stage, and when
    /// it was first touched.
    ///
    /// - Parameter meanings: Header → the stage that it names.
    /// - Returns: Headers that hold dates and were not placed.
    mutating func placeDates(stages meanings: [String: String]) -> [String] {
        guard let index = placed.firstIndex(where: { $0.table == "leads" }), !placed[index].isLog else { return [] }
        let leads = placed[index]
        var left = freeDates(of: leads)
        let hasHistory = placed.contains { $0.table == "stage_changes" }
        if !hasHistory, let id = leads.columns["id"],
            let mapping = Preset.tables("generic")?["stage_changes"]?.sources.first
        {
            let found = left.compactMap { header in meanings[header].map { (stage: $0, header: header) } }
            let stages = found.filter { pair in found.first { $0.stage == pair.stage }?.header == pair.header }
            left.removeAll { header in stages.contains { $0.header == header } }
            if !stages.isEmpty {
                placed.insert(
                    Placed(
                        table: "stage_changes", mapping: mapping, file: leads.file, columns: ["lead_id": id],
                        stages: stages, certainty: 0, fit: 0, profiles: leads.profiles, rowCount: leads.rowCount),
                    at: index + 1)
            }
        }
        if !placed.contains(where: { $0.table == "activities" }), let header = left.first(where: Self.namesFirstTouch) {
            placed[index].columns[Self.firstTouch] = header
            left.removeAll { $0 == header }
        }
        return left
    }

    /// The column of the leads' that `placeDates` makes of the date of the first touch.
    public static let firstTouch = "first_touch"

    var firstTouchHeader: String? { placed.first { $0.table == "leads" }?.columns[Self.firstTouch] }

    private static func namesFirstTouch(_ header: String) -> Bool {
        let name = header.lowercased()
        let touches = [
            "call", "contact", "touch", "respon", "outreach", "reply", "replied", "meeting", "follow", "engage",
            "kontakt",
            "anruf",
            "antwort", "reaktion",
        ]
        return (name.contains("first") || name.contains("erst")) && touches.contains { name.contains($0) }
    }
}
