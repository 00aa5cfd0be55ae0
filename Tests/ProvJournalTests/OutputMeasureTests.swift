import Testing

@testable import ProvJournal

@Suite struct OutputMeasureTests {
    @Test("pieces of any size, measured here or beside, add up to the whole", arguments: [1, 4095, 40 << 10, 300_000])
    func addsUp(size: Int) {
        let whole = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 % 97 == 0 ? 10 : $0) }
        let measure = OutputMeasure()
        var start = 0
        while start < whole.count {
            // Small pieces between large ones keep their place.
            let end = min(whole.count, start + (start.isMultiple(of: 3) ? size : max(1, size / 50)))
            measure.update(whole[start..<end])
            start = end
            if size == 1, start > 20_000 { break }
        }
        let taken = Array(whole[..<start])
        #expect(measure.hex == ContentHash.hex(taken))
        #expect(measure.byteCount == taken.count)
        #expect(measure.lines == taken.count { $0 == 10 } + (taken.last == 10 ? 0 : 1))
    }
}
