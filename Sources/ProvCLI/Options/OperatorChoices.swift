/// What the command line says about who is asked.
struct OperatorChoices: Sendable {
    var confirmsEach = false
    var confirmsManualSteps = false
}
