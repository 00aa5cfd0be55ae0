import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvReport
@testable import ProvSite
@testable import ProvText

@Suite("Plans written down")
struct PlanExportTests {
    static let runbook = """
        ---
        title: Deploy the shop
        kind: deployment
        parameters:
          VERSION: { type: string, default: "1.4.2", description: what to deploy }
        secrets:
          TOKEN: { environment: SHOP_TOKEN }
        ---
        # Deploy the shop

        ## Prepare

        ```bash {name=fetch}
        curl -fsSLO "https://example.org/shop-$VERSION.tar.gz"
        sha256sum -c shop.sha256
        ```

        ```bash {name=database needs=fetch}
        ./migrate up
        ```

        ```bash {undo}
        ./migrate down
        ```

        ```bash {name=warm needs=fetch}
        ./warm-cache
        ```

        - [ ] Tell the support team

        ## Switch

        ```bash {name=switch needs="database, warm" on=web}
        ln -sfn "shop-$VERSION" current
        ```

        ```bash {check}
        test -e current
        ```

        ```ini {name=config file=/etc/shop.ini mode=0640 on=web}
        <port>=80
        ```

        ## Afterwards

        ```bash {finally name=clean}
        rm -f shop.sha256
        ```
        """

    static func plan(_ text: String, only: [String] = []) throws -> Plan {
        let read = RunbookReader.read(SourceText(path: "deploy.md", text: text)) { _, _ in .missing("there is none") }
        var request = PlanRequest()
        request.allowsOpenParameters = true
        request.only = only
        request.hosts = PlanHosts(resolve: { .hosts([$0]) })
        return try #require(Planner.plan(read.runbook, request: request).plan)
    }

    @Test("in every format", arguments: PlanFormats.all.map(\.name))
    func golden(name: String) throws {
        let format = try #require(PlanFormats.named(name))
        try expectGolden(format.render(try Self.plan(Self.runbook)), "plan.\(format.fileExtension)")
    }

    @Test("what is left out says why")
    func leftOut() throws {
        let plan = try Self.plan(Self.runbook, only: ["fetch"])
        #expect(PlanText().text(of: plan).contains("skipped: not among --only"))
        #expect(PlanMermaid().text(of: plan).contains("class s2,s3"))
        #expect(PlanSVG().text(of: plan).contains("left-out"))
    }

    static let hostile = """
        # <script>alert("1")</script> `x` & "]; end

        ```bash {name=one title="\\"]--> <img src=x> %%{init}%% #quot; \u{202E}"}
        echo one
        ```

        ```bash {name=two}
        echo '\u{1B}[2J'
        ```
        """

    @Test("the SVG is well-formed XML whatever the runbook says, and loads nothing")
    func svg() throws {
        let bytes = PlanSVG().render(try Self.plan(Self.hostile))
        let lint = try run("xmllint", on: bytes, ["--noout"])
        #expect(lint.code == 0, "\(lint.output)")
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.contains("<script") && !text.contains("<img") && !text.contains("href"))
        #expect(text.contains("role=\"img\"") && text.contains("<title id=") && text.contains("<desc id="))
    }

    @Test("in Mermaid, no label can end itself")
    func mermaid() throws {
        let lines = PlanMermaid().text(of: try Self.plan(Self.hostile)).split(separator: "\n")
        #expect(lines.first == "flowchart TD")
        for line in lines.dropFirst() {
            let isNode = line.wholeMatch(of: /\ {2}s\d+\["[^"<>`&\x5B-\x5D{}|]*"\]/) != nil
            #expect(isNode || line.wholeMatch(of: /\ {2}s\d+ --> s\d+/) != nil, "\(line)")
        }
    }

    @Test("in the terminal, nothing of the runbook is obeyed")
    func terminal() throws {
        let text = PlanText().text(of: try Self.plan(Self.hostile))
        for scalar in text.unicodeScalars { #expect(scalar == "\n" || VisibleControls.symbol(for: scalar) == nil) }
    }

    @Test("JSON can be read back")
    func json() throws {
        let json = try JSON(parsing: PlanJSON().render(try Self.plan(Self.runbook))[...])
        #expect(json["steps"]?.arrayValue?.compactMap { $0["name"]?.stringValue }.first == "fetch")
        #expect(json["steps"]?.arrayValue?[1]["canUndo"]?.boolValue == true)
        #expect(json["secrets"]?.arrayValue == [.string("TOKEN")])
    }
}
