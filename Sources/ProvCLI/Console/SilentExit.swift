/// Ends a command whose output has said everything already.
struct SilentExit: Error { var status: ExitStatus }
