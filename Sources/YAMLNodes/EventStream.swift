import CYAML

/// A point of a text as libyaml counts: from 0, in Unicode scalars.
struct Mark {
    var line: Int
    var column: Int

    init(_ mark: yaml_mark_t) {
        line = Int(mark.line)
        column = Int(mark.column)
    }
}

/// One event of a YAML stream.
struct StreamEvent {
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd
        case alias(anchor: String)
        case scalar(text: String, style: Scalar.Style)
        case sequenceStart(isFlow: Bool)
        case mappingStart(isFlow: Bool)
        case sequenceEnd, mappingEnd
    }
    var kind: Kind
    var anchor: String?
    var tag: String?
    var start: Mark
    var end: Mark
}

/// Why libyaml could not go on, in its own words.
struct StreamFault: Error {
    var problem: String
    var mark: Mark
    var context: String
    var contextMark: Mark
}

/// libyaml over a text: its parser, the text it reads and the event it fills.
///
/// Safe because the three allocations never leave this type, are made before the first event is asked for and are freed
/// only in `deinit`; every string is copied out before its event is deleted.
@safe struct EventStream: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>

    /// - Parameter bytes: UTF-8 without a byte order mark.
    init(_ bytes: ArraySlice<UInt8>) {
        unsafe text = .allocate(capacity: bytes.count)
        _ = unsafe text.initialize(fromContentsOf: bytes)
        unsafe parser = .allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        guard unsafe yaml_parser_initialize(parser) == 1 else { fatalError("no memory for a YAML parser") }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe text.deallocate()
    }

    /// The next event; after `streamEnd` or a fault there is none.
    mutating func next() throws(StreamFault) -> StreamEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else {
            throw unsafe StreamFault(
                problem: string(parser.pointee.problem) ?? "unreadable", mark: Mark(parser.pointee.problem_mark),
                context: string(parser.pointee.context) ?? "", contextMark: Mark(parser.pointee.context_mark))
        }
        defer { unsafe yaml_event_delete(&event) }
        var result = unsafe StreamEvent(
            kind: .streamEnd, start: Mark(event.start_mark), end: Mark(event.end_mark))
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: result.kind = .streamStart
        case YAML_DOCUMENT_START_EVENT: result.kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: result.kind = .documentEnd
        case YAML_ALIAS_EVENT: result.kind = unsafe .alias(anchor: string(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let value = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            result.kind = unsafe .scalar(
                text: String(decoding: value, as: UTF8.self), style: Scalar.Style(scalar.style))
            result.anchor = unsafe string(scalar.anchor)
            result.tag = unsafe string(scalar.tag)
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            result.kind = unsafe .sequenceStart(isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE)
            result.anchor = unsafe string(start.anchor)
            result.tag = unsafe string(start.tag)
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            result.kind = unsafe .mappingStart(isFlow: start.style == YAML_FLOW_MAPPING_STYLE)
            result.anchor = unsafe string(start.anchor)
            result.tag = unsafe string(start.tag)
        case YAML_SEQUENCE_END_EVENT: result.kind = .sequenceEnd
        case YAML_MAPPING_END_EVENT: result.kind = .mappingEnd
        default: result.kind = .streamEnd
        }
        return result
    }
}

private func string(_ pointer: UnsafePointer<CChar>?) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe String(cString: pointer)
}

private func string(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe String(cString: pointer)
}

extension Scalar.Style {
    fileprivate init(_ style: yaml_scalar_style_t) {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: self = .literal
        case YAML_FOLDED_SCALAR_STYLE: self = .folded
        default: self = .plain
        }
    }
}
