import ProvChecks
import ProvDiagnostics
import ProvText

/// Turns one key of a block into the option it stands for.
struct OptionReader {
    let assembly: RunbookAssembly
    /// True for defaults, whose bad values were reported where they are written.
    var isQuiet = false

    func apply(_ attribute: Attribute, key: BlockKey, to options: inout StepOptions) {
        switch key.kind {
        case .flag: applyFlag(attribute, key, &options)
        case .duration: applyDuration(attribute, key, &options)
        case .integer: applyInteger(attribute, key, &options)
        case .batch: applyBatch(attribute, key, &options)
        case .batches: applyBatches(attribute, key, &options)
        case .names: applyNames(attribute, key, &options)
        case .condition: applyCondition(attribute, &options)
        case .assignments: applyAssignments(attribute, &options)
        case .variant: applyVariant(attribute, key, &options)
        case .loop: applyLoop(attribute, key, &options)
        case .text, .name, .command, .path, .regex, .octal, .match, .stream: applyText(attribute, key, &options)
        }
    }

    /// The key's value; reports a flag where a value is needed.
    func value(of attribute: Attribute, _ key: BlockKey) -> String? {
        if let value = attribute.value, !value.isEmpty { return value }
        if attribute.value != nil, key.kind == .names || key.kind == .assignments { return "" }
        if !isQuiet {
            assembly.report(
                .missingValue, "key '\(key.name)' requires a value", file: attribute.file, range: attribute.keyRange,
                fix: "write for example \(key.example)")
        }
        return nil
    }

    private func reportBad(_ attribute: Attribute, _ key: BlockKey, needs: String, replacement: String? = nil) {
        guard !isQuiet else { return }
        assembly.report(
            .badValue, "'\(key.name)' must be \(needs), not '\(attribute.value ?? "")'", file: attribute.file,
            range: attribute.valueRange, fix: "write for example \(key.example)", replacement: replacement)
    }

    private func applyFlag(_ attribute: Attribute, _ key: BlockKey, _ options: inout StepOptions) {
        guard let flag = ValueReading.bool(attribute.value) else {
            reportBad(attribute, key, needs: "true or false")
            return
        }
        switch key.name {
        case "once": options.once = flag
        case "interactive": options.isInteractive = flag
        case "isolated": options.isIsolated = flag
        case "idempotent": options.isIdempotent = flag
        case "reboots": options.reboots = flag
        case "strict": options.isStrict = flag
        case "background": options.isBackground = flag
        case "detach": options.isDetached = flag
        case "here": options.isHere = flag
        case "state": options.setsState = flag
        case "reads": options.isReadOnly = flag
        case "outage": options.beginsOutage = flag
        case "excludeFromRunAll": options.onlyWhenNamed = flag
        default: break
        }
    }

    private func applyDuration(_ attribute: Attribute, _ key: BlockKey, _ options: inout StepOptions) {
        guard let text = value(of: attribute, key) else { return }
        guard let duration = ValueReading.duration(text) else {
            reportBad(attribute, key, needs: "a duration")
            return
        }
        switch key.name {
        case "timeout": options.timeout = duration
        case "every": options.every = duration
        case "soak": options.soak = Located(duration, at: attribute.valueRange)
        case "backoff": options.backoff = duration
        default: break
        }
    }

    private func applyInteger(_ attribute: Attribute, _ key: BlockKey, _ options: inout StepOptions) {
        guard let text = value(of: attribute, key) else { return }
        guard let number = Int(text), number >= 0, key.name != "exit" || number < 256 else {
            reportBad(attribute, key, needs: key.name == "exit" ? "an exit code from 0 to 255" : "a whole number")
            return
        }
        switch key.name {
        case "retries": options.retries = number
        case "exit": options.expectedExit = number
        default: break
        }
    }

    private func applyBatch(_ attribute: Attribute, _ key: BlockKey, _ options: inout StepOptions) {
        guard let text = value(of: attribute, key) else { return }
        guard let size = ValueReading.batch(text) else {
            reportBad(attribute, key, needs: "a number or a percentage")
            return
        }
        options.maxFail = size
    }

    private func applyBatches(_ attribute: Attribute, _ key: BlockKey, _ options: inout StepOptions) {
        guard let text = value(of: attribute, key) else { return }
        guard let sizes = ValueReading.batches(text) else {
            reportBad(attribute, key, needs: "numbers or percentages above 0")
            return
        }
        options.serial = sizes
    }

    private func applyNames(_ attribute: Attribute, _ key: BlockKey, _ options: inout StepOptions) {
        guard let text = value(of: attribute, key) else { return }
        let names = ValueReading.names(text).map { name, offset in
            var start = attribute.valueRange.start
            start.column += offset
            return Located(
                name, at: TextRange(start, TextPosition(line: start.line, column: start.column + name.utf8.count)))
        }
        let scope = assembly.scope(of: attribute)
        let steps = scope.isRoot ? names : names.map { Located(scope.qualified($0.value), at: $0.range) }
        switch key.name {
        case "needs": options.needs = steps
        case "when-changed": options.whenChanged = steps
        case "tags": options.tags = names.map(\.value)
        case "capture":
            options.captures = names.filter { name in
                if ShellText.isVariableName(name.value) { return true }
                if !isQuiet {
                    assembly.report(
                        .badValue, "'capture' must be the name of a variable, not '\(name.value)'",
                        file: attribute.file,
                        range: name.range, fix: "use letters, digits and '_'")
                }
                return false
            }
        default: break
        }
    }

    private func applyCondition(_ attribute: Attribute, _ options: inout StepOptions) {
        guard let key = BlockKey.named("when"), let text = value(of: attribute, key) else { return }
        let scope = assembly.scope(of: attribute)
        do {
            options.when = Located(try Condition(parsing: text).renaming(scope.full), at: attribute.valueRange)
        } catch {
            // Only in a step with `foreach` a name may have a member, which is known when all keys are read.
            if let condition = try? Condition(parsing: text, allowsMembers: true) {
                options.when = Located(condition.renaming(scope.full), at: attribute.valueRange)
                return
            }
            guard !isQuiet else { return }
            var start = attribute.valueRange.start
            start.column += min(error.offset, max(0, attribute.valueRange.end.column - start.column))
            assembly.report(
                .badCondition, "invalid condition: \(error.message)", file: attribute.file,
                range: TextRange(start, max(attribute.valueRange.end, start)), fix: "write for example \(key.example)")
        }
    }

    private func applyAssignments(_ attribute: Attribute, _ options: inout StepOptions) {
        guard let key = BlockKey.named("env"), let text = value(of: attribute, key) else { return }
        guard let assignments = ValueReading.assignments(text) else {
            reportBad(attribute, key, needs: "NAME=value pairs")
            return
        }
        options.environment = assignments
    }

    private func applyLoop(_ attribute: Attribute, _ key: BlockKey, _ options: inout StepOptions) {
        guard let text = value(of: attribute, key) else { return }
        guard var loop = ItemLoop(parsing: text), ShellText.isVariableName(loop.variable),
            ShellText.isVariableName(loop.list)
        else {
            reportBad(attribute, key, needs: "NAME in LIST")
            return
        }
        loop.list = assembly.scope(of: attribute).full(loop.list)
        options.foreach = Located(loop, at: attribute.valueRange)
    }

    /// `GROUP/NAME`, or `none`.
    private func applyVariant(_ attribute: Attribute, _ key: BlockKey, _ options: inout StepOptions) {
        guard let text = value(of: attribute, key) else { return }
        if text == "none" {
            options.alternative = Located(.noVariant, at: attribute.valueRange)
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy(ValueReading.isStepName) else {
            reportBad(attribute, key, needs: "GROUP/NAME or 'none'")
            return
        }
        let group = assembly.scope(of: attribute).qualified(parts[0])
        options.alternative = Located(.variant(group: group, name: parts[1]), at: attribute.valueRange)
    }

    /// `a, b or c`.
    private static func choice(_ words: [String]) -> String {
        words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    }

    private func applyText(_ attribute: Attribute, _ key: BlockKey, _ options: inout StepOptions) {
        guard let text = value(of: attribute, key) else { return }
        let located = Located(text, at: attribute.valueRange)
        switch key.name {
        case "on": options.on = located
        case "as": options.user = located
        case "until": options.until = located
        case "cwd": options.cwd = text
        case "name" where !ValueReading.isStepName(text) && attribute.origin != .json:
            let slug = StepNaming.slug(of: text)
            reportBad(
                attribute, key, needs: "letters, digits, '.', '_' and '-'", replacement: slug.isEmpty ? nil : slug)
        case "mode" where ValueReading.octal(text) == nil: reportBad(attribute, key, needs: "an octal number")
        case "match" where !Expectation.Match.names.contains(text):
            reportBad(
                attribute, key, needs: OptionReader.choice(Expectation.Match.names),
                replacement: Suggestion.closest(to: text, in: Expectation.Match.names))
        case "stream" where Expectation.Stream(rawValue: text) == nil:
            let names = Expectation.Stream.allCases.map(\.rawValue)
            reportBad(
                attribute, key, needs: OptionReader.choice(names),
                replacement: Suggestion.closest(to: text, in: names))
        default: break
        }
    }
}
