import ProvText

extension ListedLines {
    func judge(_ output: [UInt8]) -> Verdict {
        // Python reads a carriage return as the end of a line too.
        let text = output.replacing([ASCII.carriageReturn, ASCII.newline], with: [ASCII.newline])
        var rest = text.split(omittingEmptySubsequences: false) { $0 == ASCII.newline || $0 == ASCII.carriageReturn }
        var places: [Int] = []
        var missing: [String] = []
        for line in lines {
            let wanted = Array(line.utf8)
            let place = rest.firstIndex { areWhole ? $0.elementsEqual(wanted) : OutputText.contains($0, wanted) }
            guard let place else {
                missing.append(line)
                continue
            }
            places.append(place)
            // A line that was found serves no other one.
            rest[place] = []
        }
        let wanted = areWhole ? "these lines" : "lines that contain these texts"
        if let first = missing.first {
            return Verdict(
                .fail, wanted: "the line \(OutputText.shown(first))",
                found: output.isEmpty
                    ? "no output"
                    : "no such line" + (missing.count > 1 ? ", and \(missing.count - 1) more are missing" : ""),
                difference: missing.map { "-\($0)\n" }.joined())
        }
        guard !areOrdered || places == places.sorted() else {
            return Verdict(.fail, wanted: "\(wanted) in this order", found: "them in another order")
        }
        return Verdict(.pass, wanted: wanted, found: "them")
    }
}
