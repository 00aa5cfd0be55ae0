/// The reference page of the journal's events, made from the fields that write and read them.
package enum EventReference {
    package static func markdown() -> String {
        """
        # Events

        The types of a journal's lines, and the members of their `data`, in the order in which they are written.
        [The journal](journal.md) says what a line is. A reader skips types and members that it does not know.
        Absent members are absent, empty or false.


        """ + sections.joined(separator: "\n") + """

            <!-- Written by EventReference from the fields of the events. -->

            """
    }

    /// Types with the same members share a section.
    private static var sections: [String] {
        let approvals: [EventType] = [.approvalRequested, .approvalGranted, .approvalDenied, .approvalVoided]
        return EventType.allCases.compactMap { type in
            guard approvals.contains(type) else { return section([type], table(type.form.members())) }
            return type == approvals[0] ? section(approvals, table(type.form.members())) : nil
        } + parts
    }

    private static func section(_ types: [EventType], _ table: String) -> String {
        let title = types.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        let about =
            types.count == 1
            ? types[0].form.about
            : types.map { "- `\($0.rawValue)`: \($0.form.about)" }.joined(separator: "\n")
        return "## \(title)\n\n\(about)\n\n\(table)"
    }

    /// Objects within events.
    private static var parts: [String] {
        [
            ("An entry of `plan`", PlanRecorded.Entry.members), ("`signers` of `run.opened`", SignersRecorded.members),
            ("`store` of `run.opened`", StoreCheckpoint.members),
            ("A change in `followed` of `step.settled`", FollowedChange.members),
        ].map { "## \($0)\n\n\(table($1))" }
    }

    private static func table(_ members: [StoredMember]) -> String {
        "| member | value | meaning |\n| --- | --- | --- |\n"
            + members.map { member in
                "| `\(member.key)`\(member.isOptional ? ", optional" : "") | \(member.kind) | \(member.meaning) |\n"
            }.joined()
    }
}
