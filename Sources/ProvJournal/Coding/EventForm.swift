package import ProvText

/// How the events of a type are stored.
struct EventForm {
    var about: String
    var members: () -> [StoredMember]
    var read: (JSON) throws -> Event

    /// - Parameter event: makes an event of the record.
    init<Content: Record>(_ event: @escaping (Content) -> Event, _ about: String) {
        self.about = about
        members = { Content.members }
        read = { event(try Content(payload: $0)) }
    }

    /// An approval's type is its action.
    init(_ action: ApprovalAction, _ about: String) {
        self.init(
            { (approval: ApprovalEvent) in
                var approval = approval
                approval.action = action
                return .approval(approval)
            }, about)
    }
}

extension EventType {
    var form: EventForm {
        switch self {
        case .runOpened: EventForm(Event.runOpened, "A run was opened: the first line of its journal.")
        case .plan: EventForm(Event.plan, "Every planned step, in order.")
        case .hostSeen: EventForm(Event.hostSeen, "A host was reached, and what it is.")
        case .approvalRequested: EventForm(.requested, "A gate asks for an approval.")
        case .approvalGranted: EventForm(.granted, "An approval that counts.")
        case .approvalDenied: EventForm(.denied, "An approver denied it.")
        case .approvalVoided: EventForm(.voided, "An approval that was given no longer counts.")
        case .stepIntended: EventForm(Event.stepIntended, "On disk before the command is handed to the host.")
        case .stepStarted: EventForm(Event.stepStarted, "The host has started the command; not synced by itself.")
        case .serverSeen:
            EventForm(
                Event.serverSeen,
                "A step had not ended, and a process of it waited for connections without printing or computing.")
        case .stepExited: EventForm(Event.stepExited, "The command ended; on disk before anything follows from it.")
        case .output: EventForm(Event.output, "A finished output stream of one action, masked.")
        case .backgroundEnded: EventForm(Event.backgroundEnded, "A process ended that an action had left running.")
        case .checkEvaluated: EventForm(Event.checkEvaluated, "A check was evaluated.")
        case .stepSettled: EventForm(Event.stepSettled, "A step's final state on one host, for this segment.")
        case .stateSaved:
            EventForm(
                Event.stateSaved,
                """
                What the steps have changed in the shell, written before the end of the command that changed it; \
                none if nothing changed since the last one.
                """)
        case .captured: EventForm(Event.captured, "A value was captured from a step's output.")
        case .deviation: EventForm(Event.deviation, "The run differs from what was planned.")
        case .toolHashed:
            EventForm(
                Event.toolHashed,
                """
                The prov that writes this segment; made beside the first steps, and there before the run is closed. \
                Older records have `binary` in `run.opened`.
                """)
        case .runInterrupted: EventForm(Event.runInterrupted, "The run stopped before its end.")
        case .runResumed: EventForm(Event.runResumed, "A further segment begins: a resume, or a rollback.")
        case .auditFailure: EventForm(Event.auditFailure, "Something about the store is not as it has to be.")
        case .redactionSummary: EventForm(Event.redactionSummary, "How often secrets were masked in this segment.")
        case .runClosed: EventForm(Event.runClosed, "The end of a segment, and the verdict.")
        }
    }
}

extension Event {
    /// Reads an event back; throws where a member it cannot do without is missing.
    package init(type: EventType, payload: JSON) throws { self = try type.form.read(payload) }

    /// The name under which the journal keeps the event.
    package var type: EventType { content.type }
    /// The event's payload as the journal keeps it under `data`.
    package var payload: JSON { content.record.json }

    private var content: (type: EventType, record: any Record) {
        switch self {
        case .runOpened(let record): (.runOpened, record)
        case .plan(let record): (.plan, record)
        case .hostSeen(let record): (.hostSeen, record)
        case .approval(let record): (EventType(record.action), record)
        case .stepIntended(let record): (.stepIntended, record)
        case .stepStarted(let record): (.stepStarted, record)
        case .serverSeen(let record): (.serverSeen, record)
        case .stepExited(let record): (.stepExited, record)
        case .output(let record): (.output, record)
        case .backgroundEnded(let record): (.backgroundEnded, record)
        case .checkEvaluated(let record): (.checkEvaluated, record)
        case .stepSettled(let record): (.stepSettled, record)
        case .stateSaved(let record): (.stateSaved, record)
        case .captured(let record): (.captured, record)
        case .deviation(let record): (.deviation, record)
        case .toolHashed(let record): (.toolHashed, record)
        case .runInterrupted(let record): (.runInterrupted, record)
        case .runResumed(let record): (.runResumed, record)
        case .auditFailure(let record): (.auditFailure, record)
        case .redactionSummary(let record): (.redactionSummary, record)
        case .runClosed(let record): (.runClosed, record)
        }
    }
}
