import Testing

@testable import ProvText

@Suite("Values beside the names of secrets, in lines that are shown")
struct SecretAssignmentTests {
    @Test(
        "the value is hidden, and nothing else",
        arguments: [
            ("      ansible_password: hunter2", "      ansible_password: *******"),
            ("db_password: \"a b\" # old", "db_password: \"***\" # old"),
            ("web1 ansible_host=10.0.0.1 api_token=abc port=22", "web1 ansible_host=10.0.0.1 api_token=*** port=22"),
            ("{user: ops, password: x1, port: 22}", "{user: ops, password: **, port: 22}"),
            ("API_TOKEN='it is' make", "API_TOKEN='*****' make"),
            ("\"dbPassword\": \"x\"", "\"dbPassword\": \"*\""),
            ("password: ä", "password: **"),
        ])
    func hidden(line: String, shown: String) {
        #expect(String(decoding: SecretAssignment.hidden(in: Array(line.utf8)), as: UTF8.self) == shown)
    }

    @Test(
        "what is not the value of a secret stays",
        arguments: [
            "password: {{db_password}}", "TOKEN=$(cat token)", "PIN: {env: PIN}", "password:", "password", "API_TOKEN=",
            "token_file: /etc/token", "https://token:8080/x", "echo the password is here", "ansible_host: 10.0.0.1", "",
        ])
    func stays(line: String) {
        #expect(String(decoding: SecretAssignment.hidden(in: Array(line.utf8)), as: UTF8.self) == line)
    }
}
