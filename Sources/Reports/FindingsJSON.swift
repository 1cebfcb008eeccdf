import Findings

extension JSONWriter {
    mutating func value(_ finding: Finding) {
        object(onOneLine: true) { object in
            object.pair("level", finding.level.rawValue)
            object.pair("code", finding.code.id)
            object.pair("title", finding.code.title)
            object.pair("message", finding.message.clipped)
            if let place = finding.place { object.write(place) }
            object.pair("notes", finding.notes.map(\.clipped))
            if let fix = finding.fix { object.pair("replacement", fix.replacement) }
            if !finding.related.isEmpty {
                object.key("related")
                object.list { list in
                    for related in finding.related {
                        list.object { object in
                            object.pair("message", related.message)
                            object.write(related.place)
                        }
                    }
                }
            }
        }
    }

    private mutating func write(_ place: Place) {
        pair("path", place.path)
        pair("line", place.range.lowerBound.line)
        pair("column", place.range.lowerBound.column)
        pair("end_line", place.range.upperBound.line)
        pair("end_column", place.range.upperBound.column)
    }
}
