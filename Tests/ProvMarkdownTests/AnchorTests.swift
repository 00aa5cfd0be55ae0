import Testing

@testable import ProvMarkdown

@Suite("Heading anchors, as GitHub makes them")
struct AnchorTests {
    @Test(arguments: [
        ("Install HAProxy", "install-haproxy"), ("What's new in 2.0?", "whats-new-in-20"), ("a_b-c  d", "a_b-c--d"),
        ("Größe & Maß", "größe--maß"),
        ("日本語 text", "日本語-text"), ("🚀 Start", "-start"), ("", ""),
    ])
    func slug(text: String, anchor: String) { #expect(Anchors.slug(text) == anchor) }

    @Test("a repeated heading is numbered, and a number that is taken is passed over")
    func repeated() {
        var anchors = Anchors()
        #expect(["a", "a", "a-1", "a"].map { anchors.anchor(for: $0) } == ["a", "a-1", "a-1-1", "a-2"])
    }
}
