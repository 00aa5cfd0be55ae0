/// Clouds, infrastructure as code and hosted services.
enum CloudTools {
    static let all: [Tool] = [
        Tool(
            "aws",
            globals: """
                --profile --region --output --endpoint-url --query --ca-bundle --cli-read-timeout \
                --cli-connect-timeout --color --cli-binary-format
                """,
            flags: """
                --interactive --recursive --dryrun --quiet --debug --force --follow --no-cli-pager --no-paginate \
                --no-verify-ssl --no-sign-request --yes --only-show-errors --delete --no-progress --dry-run \
                --skip-final-snapshot --wait --help --version --human-readable --summarize --no-skip-final-snapshot
                """),
        Tool(
            "az",
            globals: "--subscription -o --output --query -g --resource-group -n --name -l --location -p -u",
            flags: """
                --yes -y --no-wait --verbose --debug --only-show-errors --help -h --use-device-code --identity \
                --allow-no-subscriptions --service-principal --overwrite-existing --admin --generate-ssh-keys
                """),
        Tool(
            "gcloud",
            globals: """
                --project --account --configuration --format --verbosity --impersonate-service-account \
                --billing-project --flags-file --access-token-file --region --zone --filter
                """, place: .host),
        Tool("gsutil", globals: "-o -h -u -i"),
        Tool("bq", globals: "--project_id --dataset_id --location --format --api"),
        Tool(
            "terraform tofu",
            globals: "-chdir -var -var-file -target -backend-config -state -out -parallelism -lock-timeout",
            style: .words, groups: "workspace state providers"),
        Tool("terragrunt", globals: "--terragrunt-working-dir --terragrunt-config --working-dir", style: .words),
        Tool(
            "pulumi", globals: "-C --cwd -s --stack --color -v --verbose --config-file -c --config",
            groups: "stack config plugin state org"),
        Tool("cdk", globals: "-a --app --profile -c --context --output -o --role-arn -r"),
        Tool("packer", globals: "-var -var-file -only -except", style: .words),
        Tool("serverless sls", globals: "-s --stage -r --region -c --config --aws-profile"),
        Tool("sam", globals: "--profile --region --config-file --config-env --stack-name -t --template"),
        Tool("doctl", globals: "-t --access-token --context -o --output -u --api-url -c --config"),
        Tool("heroku", globals: "-a --app -r --remote", verbs: ["run": Tool.Verb("-s --size", inner: .words(from: 0))]),
        Tool("fly flyctl", globals: "-a --app -c --config -t --access-token", place: .host),
        Tool("gh", globals: "-R --repo --hostname", groups: "repo release pr issue secret run workflow auth api"),
        Tool("glab", globals: "-R --repo"),
        Tool("cf", globals: "-p -o -s -f"),
        Tool("ibmcloud", globals: "--version-file"),
        Tool("hcloud", globals: "--config --context --endpoint", groups: "server volume network"),
        Tool("linode-cli", globals: "--as-user --page"),
        Tool("oci", globals: "--profile --region --config-file --auth --output --query"),
        Tool("netlify vercel", globals: "--auth --token -t -S --scope --cwd -A --local-config"),
        Tool("firebase", globals: "-P --project --account --token --config"),
        Tool(
            "vault", globals: "-address -namespace -ca-cert -client-cert -client-key -format -mfa", style: .words,
            groups: "kv auth policy secrets token operator lease"),
        Tool(
            "consul", globals: "-http-addr -token -datacenter -ca-file -namespace", style: .words,
            groups: "kv acl operator snapshot"),
        Tool(
            "nomad", globals: "-address -namespace -region -token -ca-cert", style: .words,
            groups: "job alloc node system operator namespace volume"),
        Tool("rclone", globals: "--config --bwlimit --transfers --checkers --filter --log-file --include --exclude"),
        Tool("mc", globals: "-C --config-dir"),
        Tool("restic", globals: "-r --repo -p --password-file --cache-dir --tag --host -o --option"),
        Tool("borg", globals: "--remote-path --rsh --lock-wait"),
    ]
}
