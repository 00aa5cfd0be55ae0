package import ProvText

/// Groups, hosts and variables of an environment, read as Ansible reads them.
package struct Inventory: Sendable {
    package struct Group: Sendable {
        package var name: String
        package fileprivate(set) var variables: InventoryVariables = [:]
        /// `ansible_group_priority`: among groups of one depth the higher one wins.
        package fileprivate(set) var priority = 1
        fileprivate(set) var children: [Int] = []
        fileprivate(set) var parents: [Int] = []
        fileprivate(set) var hosts: [Int] = []
        /// How many groups stand above it on the longest way from `all`.
        fileprivate(set) var depth = 0
        /// A group_vars file of it that is encrypted as a whole: which variables it sets is unknown.
        package var encryptedFiles: [String] = []
        fileprivate var hostSet: Set<Int> = []

        fileprivate init(name: String) { self.name = name }
    }

    package struct Host: Sendable {
        package var name: String
        package fileprivate(set) var variables: InventoryVariables = [:]
        /// Direct groups, in the order in which it was added to them.
        fileprivate(set) var groups: [Int] = []
        package var encryptedFiles: [String] = []
        package var file: String
        package var range: TextRange

        fileprivate init(name: String, file: String, range: TextRange) {
            self.name = name
            self.file = file
            self.range = range
        }
    }

    private(set) var groups: [Group] = []
    private(set) var hosts: [Host] = []
    private var groupNumbers: [String: Int] = [:]
    private var hostNumbers: [String: Int] = [:]
    /// group_vars and host_vars, in the order of the inventory's sources: a later one wins.
    var variableFolders: [VariableFolder.Read] = []

    static let all = 0
    static let ungrouped = 1

    package init() {
        addGroup("all")
        addGroup("ungrouped")
        link(parent: Inventory.all, child: Inventory.ungrouped)
    }

    package var isEmpty: Bool { hosts.isEmpty }
    /// In the order in which the inventory names them first.
    package var groupNames: [String] { groups.map(\.name) }
    package var hostNames: [String] { hosts.map(\.name) }

    func groupNumber(_ name: String) -> Int? { groupNumbers[name] }
    func hostNumber(_ name: String) -> Int? { hostNumbers[name] }
    package func group(_ name: String) -> Group? { groupNumbers[name].map { groups[$0] } }
    package func host(_ name: String) -> Host? { hostNumbers[name].map { hosts[$0] } }

    // MARK: Building

    @discardableResult
    mutating func addGroup(_ name: String) -> Int {
        if let number = groupNumbers[name] { return number }
        groups.append(Group(name: name))
        groupNumbers[name] = groups.count - 1
        return groups.count - 1
    }

    /// The host's number, and whether it is new.
    mutating func addHost(_ name: String, file: String, range: TextRange) -> (number: Int, isNew: Bool) {
        if let number = hostNumbers[name] { return (number, false) }
        hosts.append(Host(name: name, file: file, range: range))
        hostNumbers[name] = hosts.count - 1
        return (hosts.count - 1, true)
    }

    mutating func add(host: Int, to group: Int) {
        guard groups[group].hostSet.insert(host).inserted else { return }
        groups[group].hosts.append(host)
        hosts[host].groups.append(group)
    }

    /// Puts a group under another; false where that would close a circle.
    mutating func add(child: Int, to parent: Int) -> Bool {
        guard child != parent, !ancestors(of: parent).contains(child) else { return false }
        link(parent: parent, child: child)
        return true
    }

    private mutating func link(parent: Int, child: Int) {
        guard !groups[parent].children.contains(child) else { return }
        groups[parent].children.append(child)
        groups[child].parents.append(parent)
    }

    mutating func set(_ name: String, _ variable: InventoryVariable, ofGroup group: Int) {
        if name == "ansible_group_priority", let priority = variable.value.scalarText.flatMap({ Int($0) }) {
            groups[group].priority = priority
        } else {
            groups[group].variables[name] = variable
        }
    }

    mutating func set(_ name: String, _ variable: InventoryVariable, ofHost host: Int) {
        hosts[host].variables[name] = variable
    }

    /// After the last source: every group stands under `all`, every host without a group in `ungrouped`, depths are
    /// known.
    mutating func settle() {
        for number in groups.indices where number != Inventory.all && groups[number].parents.isEmpty {
            link(parent: Inventory.all, child: number)
        }
        var misplaced: Set<Int> = []
        for number in hosts.indices {
            let real = hosts[number].groups.filter { $0 != Inventory.all && $0 != Inventory.ungrouped }
            if real.isEmpty {
                add(host: number, to: Inventory.ungrouped)
            } else if hosts[number].groups.contains(Inventory.ungrouped) {
                hosts[number].groups.removeAll { $0 == Inventory.ungrouped }
                misplaced.insert(number)
            }
        }
        groups[Inventory.ungrouped].hosts.removeAll { misplaced.contains($0) }
        groups[Inventory.ungrouped].hostSet.subtract(misplaced)
        computeDepths()
    }

    private mutating func computeDepths() {
        var waiting = groups.map(\.parents.count)
        var ready = [Inventory.all]
        while let number = ready.popLast() {
            for child in groups[number].children {
                groups[child].depth = max(groups[child].depth, groups[number].depth + 1)
                waiting[child] -= 1
                if waiting[child] == 0 { ready.append(child) }
            }
        }
    }

    // MARK: Relations

    private func ancestors(of group: Int) -> Set<Int> {
        var seen: Set<Int> = []
        var next = groups[group].parents
        while let number = next.popLast() {
            if seen.insert(number).inserted { next += groups[number].parents }
        }
        return seen
    }

    /// Every group a host is in, `all` aside, in the order in which their variables are laid over one another.
    func groupsByPrecedence(of host: Int) -> [Int] {
        var seen: Set<Int> = []
        for group in hosts[host].groups where seen.insert(group).inserted { seen.formUnion(ancestors(of: group)) }
        seen.remove(Inventory.all)
        return seen.sorted { left, right in
            let (left, right) = (groups[left], groups[right])
            if left.depth != right.depth { return left.depth < right.depth }
            if left.priority != right.priority { return left.priority < right.priority }
            return left.name.unicodeScalars.lexicographicallyPrecedes(right.name.unicodeScalars)
        }
    }

    /// The groups of a host by name, `all` aside.
    package func groupNames(of host: String) -> [String] {
        guard let number = hostNumbers[host] else { return [] }
        return groupsByPrecedence(of: number).map { groups[$0].name }.sorted()
    }

    /// Every host of a group and of the groups under it, each once: its own first, then level by level.
    func members(of group: Int) -> [Int] {
        var order = [group]
        var seen: Set<Int> = [group]
        var next = 0
        while next < order.count {
            for child in groups[order[next]].children where seen.insert(child).inserted { order.append(child) }
            next += 1
        }
        var found: Set<Int> = []
        return order.flatMap { groups[$0].hosts }.filter { found.insert($0).inserted }
    }

    /// The names of the groups directly under a group.
    package func childNames(of group: String) -> [String] {
        groupNumbers[group].map { groups[$0].children.map { groups[$0].name } } ?? []
    }

    /// The names of the hosts directly in a group.
    package func ownHostNames(of group: String) -> [String] {
        groupNumbers[group].map { groups[$0].hosts.map { hosts[$0].name } } ?? []
    }
}
