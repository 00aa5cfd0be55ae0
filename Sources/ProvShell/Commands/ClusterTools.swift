/// Kubernetes and what works on clusters.
enum ClusterTools {
    static let all: [Tool] = [
        Tool(
            "kubectl oc k",
            globals: """
                -n --namespace --context --cluster --kubeconfig --user --as --as-group --as-uid -s --server --token \
                --request-timeout --cache-dir --certificate-authority --client-certificate --client-key \
                --tls-server-name --profile --profile-output --username --password -v --v --log-dir --log-file \
                -l --selector -f --filename -o --output -c --container -k --kustomize --field-selector \
                --grace-period --timeout --image --overrides --restart --env --labels --port --target --replicas \
                --type --patch --serviceaccount --from-literal --from-file --tail --since --address
                """,
            groups: "config rollout set auth certificate adm",
            verbs: [
                "exec": Tool.Verb("", inner: .dashes(orFrom: 1)), "run": Tool.Verb("", inner: .dashes(orFrom: nil)),
                "debug": Tool.Verb("", inner: .dashes(orFrom: nil)), "rsh": Tool.Verb("", inner: .words(from: 1)),
                "logs": Tool.Verb("", flags: "-f -p --follow"),
            ]),
        Tool(
            "helm",
            globals: """
                -n --namespace --kube-context --kubeconfig --kube-apiserver --kube-token --kube-as-user \
                --kube-as-group --kube-ca-file --kube-tls-server-name --registry-config --repository-cache \
                --repository-config --burst-limit --qps -f --values --set --set-string --set-file --set-json \
                --version --timeout --repo --description --history-max -o --output --post-renderer
                """, groups: "repo plugin dependency registry get show search"),
        Tool(
            "flux", globals: "-n --namespace --context --kubeconfig --timeout --cluster --user --token --as --server",
            groups: "create delete get reconcile suspend resume export bootstrap"),
        Tool(
            "argocd",
            globals: """
                --server --auth-token --grpc-web-root-path --config --kube-context -H --header --loglevel \
                --logformat --client-crt --client-crt-key --server-crt --controller-name
                """, groups: "app cluster repo proj account context appset cert gpg"),
        Tool("kubeadm", globals: "--kubeconfig --rootfs -v --v --config", groups: "token certs config init"),
        Tool("kind", globals: "-v --verbosity --name --kubeconfig", groups: "create delete get load export build"),
        Tool("k3d", globals: "--config -c", groups: "cluster node registry image kubeconfig"),
        Tool(
            "minikube", globals: "-p --profile --log_dir --log_file -v --v -n --node",
            verbs: ["ssh": Tool.Verb("", inner: .dashes(orFrom: nil))]),
        Tool("eksctl", globals: "-v --verbose -C --color -r --region -p --profile --name -n", groups: "create delete"),
        Tool("linkerd", globals: "--context --kubeconfig -n --namespace -L --linkerd-namespace --as", groups: "viz"),
        Tool("kustomize", globals: "-o --output"),
        Tool("istioctl", globals: "-n --namespace --context --kubeconfig -c -i --istioNamespace"),
        Tool("velero", globals: "-n --namespace --kubecontext --kubeconfig", groups: "backup restore schedule"),
        Tool("calicoctl", globals: "-l --log-level -c --config --context"),
        Tool(
            "etcdctl", globals: "--endpoints --cacert --cert --key --user --password --command-timeout -w --write-out",
            groups: "snapshot member endpoint lease user role auth"),
    ]
}
