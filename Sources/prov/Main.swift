import ProvCLI

@main
enum Main {
    static func main() async { await Entry.main() }
}
