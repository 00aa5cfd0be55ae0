import ProvDiagnostics
import ProvText

/// The keys of one block, from its info string and the comments before it, over the defaults of its section.
struct BlockKeys {
    private let assembly: RunbookAssembly
    private let defaults: [Attribute]
    /// By canonical name; the first of several spellings.
    private var values: [String: Attribute] = [:]
    /// Canonical names in the order they were written.
    private(set) var names: [String] = []

    /// Reports unknown keys and keys with two values.
    init(reader: DocumentReader, attributes: [Attribute]) {
        assembly = reader.assembly
        defaults = reader.section.defaults
        for attribute in attributes {
            guard let key = reader.known(attribute), !reportContent(attribute, key) else { continue }
            guard let first = values[key.name] else {
                values[key.name] = attribute
                names.append(key.name)
                continue
            }
            guard first.value != attribute.value else { continue }
            assembly.report(
                .conflictingKey, "key '\(key.name)' has two values", file: attribute.file, range: attribute.range,
                notes: [(first.file, first.range, "the other value is here")], fix: "keep one of them")
        }
    }

    /// What a key that gives a block its role is given in place of a block: the command or the output itself.
    ///
    /// Without this the block that holds the key would be the undo, or the expected output, of the step above it.
    private func reportContent(_ attribute: Attribute, _ key: BlockKey) -> Bool {
        guard let block = BlockRole.ownBlocks[key.name], ValueReading.bool(attribute.value) == nil else { return false }
        assembly.report(
            .badValue, "'\(key.name)' must be true or false, not '\(attribute.value ?? "")'", file: attribute.file,
            range: attribute.valueRange, fix: "remove it, and write \(block)")
        return true
    }

    subscript(name: String) -> Attribute? { values[name] }

    /// True for a flag that is set on the block itself.
    func has(_ name: String) -> Bool {
        guard let attribute = values[name] else { return false }
        return ValueReading.bool(attribute.value) ?? true
    }

    /// True for a flag that the block or its section sets.
    private func inherits(_ name: String) -> Bool {
        if values[name] != nil { return has(name) }
        guard let attribute = defaults.last(where: { $0.key == name }) else { return false }
        return ValueReading.bool(attribute.value) ?? true
    }

    var isIgnored: Bool { inherits("ignore") }
    var isFinally: Bool { inherits("finally") }

    /// The `name` key where its value is fit to be one; of Runme's names what is fit of them.
    var name: Attribute? {
        guard var attribute = values["name"], let value = attribute.value else { return nil }
        if ValueReading.isStepName(value) { return attribute }
        let slug = StepNaming.slug(of: value)
        guard attribute.origin == .json, !slug.isEmpty, assembly.takeForeignName(slug) else { return nil }
        attribute.value = slug
        return attribute
    }

    /// A name of Runme that is unfit for a name becomes the title.
    var title: String? {
        if let title = values["title"]?.value { return title }
        guard let attribute = values["name"], attribute.origin == .json, let value = attribute.value,
            !value.isEmpty, !ValueReading.isStepName(value)
        else { return nil }
        return value
    }

    /// Section defaults, then the block's own keys; bad values are reported.
    func options() -> StepOptions {
        var options = StepOptions()
        let quiet = OptionReader(assembly: assembly, isQuiet: true)
        for attribute in defaults {
            guard let key = BlockKey.named(attribute.key) else { continue }
            if attribute.scope != nil, ["when", "needs", "when-changed"].contains(key.name) {
                hand(attribute, key, of: assembly.scope(of: attribute), to: &options)
                continue
            }
            guard values[key.name] == nil else { continue }
            quiet.apply(attribute, key: key, to: &options)
        }
        let loud = OptionReader(assembly: assembly)
        for name in names {
            guard let attribute = values[name], let key = BlockKey.named(name) else { continue }
            loud.apply(attribute, key: key, to: &options)
        }
        return options
    }

    /// What holds for a whole part that is included under a name, besides what its blocks say.
    private func hand(_ attribute: Attribute, _ key: BlockKey, of scope: IncludeScope, to options: inout StepOptions) {
        var scratch = StepOptions()
        OptionReader(assembly: assembly, isQuiet: true).apply(attribute, key: key, to: &scratch)
        if let when = scratch.when { options.outerWhen.append(when.value) }
        options.outerChanges += scratch.whenChanged
        guard let needs = scratch.needs else { return }
        // The part is the one that the scope's file includes.
        var inner = assembly.scope
        while let parent = inner.parent, parent !== scope { inner = parent }
        options.outerNeeds = (inner.part, (options.outerNeeds?.names ?? []) + needs)
    }

    /// The interpreter the block or its section names.
    var interpreter: [String]? {
        let attribute = values["interpreter"] ?? defaults.last { $0.key == "interpreter" }
        guard let value = attribute?.value else { return nil }
        let words = value.split(separator: " ").map(String.init)
        return words.isEmpty ? nil : words
    }

    /// Reports keys that another role reads and this one does not.
    func reject(where isMisplaced: (BlockKey) -> Bool, because reason: String) {
        for name in names {
            guard let attribute = values[name], let key = BlockKey.named(name), isMisplaced(key) else { continue }
            assembly.report(
                .misplacedKey, "'\(name)' \(reason)", file: attribute.file, range: attribute.range,
                fix: "remove '\(name)'")
        }
    }

    /// Reports keys that mean nothing for a block that belongs to a step.
    func warnOfIdleKeys(
        besides used: Set<String>, role: String, fix: String = "remove it, or move it to the step"
    ) {
        for name in names where !used.contains(name) {
            guard let attribute = values[name] else { continue }
            assembly.report(
                .idleKey, "key '\(name)' has no effect on \(role)", file: attribute.file, range: attribute.range,
                fix: fix)
        }
    }
}
