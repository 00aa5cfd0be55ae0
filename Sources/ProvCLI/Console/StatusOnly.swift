/// Ends a command whose output has said everything already.
struct StatusOnly: Error { var status: ExitStatus }
