import CYAML

/// What libyaml says of a text, event by event; the only place that knows of its pointers.
@safe struct YAMLEvents: ~Copyable {
    enum Kind {
        case documentStart
        case scalar(text: String, style: YAMLScalar.Style, tag: String?, anchor: String?)
        case sequenceStart(anchor: String?)
        case mappingStart(anchor: String?)
        /// Of a sequence or a mapping.
        case end
        case alias(String)
        /// The start of the text, or the end of a document.
        case other
    }

    struct Event {
        var kind: Kind
        /// In Unicode scalars from the start of the text.
        var start: Int
    }

    struct Failure: Error {
        enum Place {
            /// In Unicode scalars from the start of the text.
            case scalar(Int)
            /// In bytes from the start of the text.
            case byte(Int)
        }

        var problem: String
        var place: Place
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// `nil` only without memory.
    init?(_ text: [UInt8]) {
        guard let parser = unsafe prov_yaml_open(text, text.count) else { return nil }
        unsafe self.parser = parser
    }

    deinit { unsafe prov_yaml_close(parser) }

    /// `nil` at the end of the text; not to be called after that, nor after a failure.
    mutating func next() throws(Failure) -> Event? {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { unsafe yaml_event_delete(&event) }
        guard unsafe event.type != YAML_STREAM_END_EVENT else { return nil }
        return unsafe Event(kind: YAMLEvents.kind(of: event), start: Int(event.start_mark.index))
    }

    private static func kind(of event: yaml_event_t) -> Kind {
        switch unsafe event.type {
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_ALIAS_EVENT: return unsafe .alias(string(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT: return unsafe scalar(event.data.scalar)
        case YAML_SEQUENCE_START_EVENT: return unsafe .sequenceStart(anchor: string(event.data.sequence_start.anchor))
        case YAML_MAPPING_START_EVENT: return unsafe .mappingStart(anchor: string(event.data.mapping_start.anchor))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .end
        default: return .other
        }
    }

    private typealias Scalar = yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar

    private static func scalar(_ scalar: Scalar) -> Kind {
        // A scalar may hold NUL: its length counts.
        let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        let text = unsafe String(decoding: bytes, as: UTF8.self)
        let style: YAMLScalar.Style =
            switch unsafe scalar.style {
            case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
            case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
            case YAML_LITERAL_SCALAR_STYLE: .literal
            case YAML_FOLDED_SCALAR_STYLE: .folded
            default: .plain
            }
        return unsafe .scalar(text: text, style: style, tag: string(scalar.tag), anchor: string(scalar.anchor))
    }

    private static func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        unsafe pointer.map { unsafe String(cString: $0) }
    }

    private func failure() -> Failure {
        let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "there is not enough memory"
        // The reader knows bytes only, all others know characters only.
        guard unsafe parser.pointee.error != YAML_READER_ERROR else {
            return unsafe Failure(problem: problem, place: .byte(Int(parser.pointee.problem_offset)))
        }
        return unsafe Failure(problem: problem, place: .scalar(Int(parser.pointee.problem_mark.index)))
    }
}
