import ProvText

/// Masks one stream as it comes, cut anywhere; holds back only what may still turn out to be part of a secret.
package struct MaskStream: Sendable {
    private var scan: MaskScan
    private let tally: MaskCounts?
    private var buffer: [UInt8] = []
    /// Why nothing of the stream is given out; `nil` where it is masked.
    private let note: String?
    private var didWithhold = false
    private let isReversible: Bool
    /// Set where the bytes must come back exactly, whatever they are.
    private var escape: MaskEscape?
    /// Stretches masked so far.
    package private(set) var hits = 0

    init(
        rules: MaskRules, tally: MaskCounts?, note: String? = nil, isReversible: Bool = false, escapes: Bool = false
    ) {
        self.isReversible = isReversible
        escape = escapes ? MaskEscape() : nil
        scan = MaskScan(rules: rules)
        self.tally = tally
        self.note = note
    }

    /// Whether nothing of this stream is given out but a note: a secret is too short to be masked, or all of it is one.
    package var isWithholding: Bool { note != nil }

    /// Whether every byte comes out as it goes in: no secret is known.
    package var passesAll: Bool { !isWithholding && scan.rules.isEmpty }

    /// Takes the next bytes and gives those that are safe to show and store.
    package mutating func feed(_ chunk: ArraySlice<UInt8>) -> [UInt8] {
        if isWithholding {
            didWithhold = didWithhold || !chunk.isEmpty
            return []
        }
        if passesAll { return Array(chunk) }
        buffer.append(contentsOf: chunk)
        scan.scan(buffer, isLast: false)
        return release(upTo: scan.decided(buffer))
    }

    /// Gives the rest; the stream is over.
    package mutating func finish() -> [UInt8] {
        if let note {
            guard didWithhold else { return [] }
            didWithhold = false
            return Array("[output withheld: \(note)]\n".utf8)
        }
        scan.scan(buffer, isLast: true)
        var rest = release(upTo: buffer.count)
        escape?.flush(to: &rest)
        return rest
    }

    private mutating func release(upTo end: Int) -> [UInt8] {
        guard end > 0 else { return [] }
        if scan.regions.isEmpty, end == buffer.count, escape == nil {
            scan.forget(end)
            defer { buffer = [] }
            return buffer
        }
        var result: [UInt8] = []
        result.reserveCapacity(end)
        var next = 0
        var skip = 0
        for region in scan.regions where region.end <= end {
            append(buffer[next..<region.start], to: &result)
            escape?.flush(to: &result)
            let found = buffer[region.start..<region.end]
            if isReversible {
                result.append(contentsOf: scan.rules.reversibleToken(of: region, found))
            } else {
                result.append(contentsOf: scan.rules.token(of: region))
                while skip < scan.skips.count, scan.skips[skip].end <= region.start { skip += 1 }
                appendColours(in: region, from: skip, to: &result)
            }
            tally?.add(scan.rules.secret(of: region).name, scan.rules.label(of: region, found))
            hits += 1
            next = region.end
        }
        append(buffer[next..<end], to: &result)
        buffer.removeFirst(end)
        scan.forget(end)
        return result
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>, to result: inout [UInt8]) {
        if escape == nil { result.append(contentsOf: bytes) } else { escape?.append(bytes, to: &result) }
    }

    /// The colour changes inside a masked stretch: without them the text after it would have the wrong colour.
    private func appendColours(in region: MaskScan.Region, from first: Int, to result: inout [UInt8]) {
        for skip in scan.skips[first...].prefix(while: { $0.end <= region.end })
        where buffer[skip.end - 1] == UInt8(ascii: "m") {
            result.append(contentsOf: buffer[skip.start..<skip.end])
        }
    }
}

/// Counts the secrets that stand in clear in a stream.
package struct SecretCounter: Sendable {
    private var scan: MaskScan
    private var buffer: [UInt8] = []
    private var found = 0

    init(rules: MaskRules) { scan = MaskScan(rules: rules) }

    package mutating func feed(_ chunk: [UInt8]) {
        buffer.append(contentsOf: chunk)
        scan.scan(buffer, isLast: false)
        release(upTo: scan.decided(buffer))
    }

    /// How many there were in all.
    package mutating func finish() -> Int {
        scan.scan(buffer, isLast: true)
        release(upTo: buffer.count)
        return found
    }

    private mutating func release(upTo end: Int) {
        found += scan.regions.count { $0.end <= end && !scan.rules.secret(of: $0).isWeak }
        buffer.removeFirst(end)
        scan.forget(end)
    }
}
