import ProvText

/// Names of programs that documents usually run, to tell a command from prose that begins with the same sign.
enum CommonCommands {
    /// Names that are not words of English.
    static let names: Set<String> = Set(
        """
        ab ansible ansible-playbook ant apk apt apt-cache apt-get apt-key aptitude arch arping aws awk az base64 bash \
        bazel blkid brew btrfs bun bundle bundler busybox bzip2 cargo cd ceph ceph-deploy cephadm certbot cfdisk \
        chattr chcon chgrp chkconfig chmod chown chpasswd chroot chrt chsh cksum clang clear cmake cmp composer conda \
        consul cp cpio crictl cron crontab cryptsetup csplit ctr curl cyclonedds dd deno depmod df dig dmesg dmidecode \
        dnf dnsmasq docker docker-compose dockerd dotnet dpkg dpkg-reconfigure dracut du e2fsck easy_install echo \
        eksctl emacs env etcd etcdctl ethtool eval exportfs fdisk ffmpeg firewall-cmd flatpak flux fsck fstrim g++ \
        gcc gcloud gdb gdisk gem getenforce getent getfacl getsebool git glances gluster go gofmt gpasswd gpg gradle \
        grep groupadd groupdel groupmod grub2-mkconfig gsutil gunzip gzip hdparm helm helmfile hostnamectl htop httpd \
        id ifconfig ifdown ifup insmod iostat ip ip6tables ipmitool iptables iptables-save ipvsadm iscsiadm \
        istioctl java javac journalctl jq k3d k3s k9s kafka-topics kcat kill killall kind kubeadm kubectl kubectx \
        kubelet kustomize ldapadd ldapmodify ldapsearch ldconfig ldd less lftp ll ln localectl locale-gen losetup \
        lpadmin ls lsattr lsblk lscpu lsmod lsof lspci lsusb lvcreate lvdisplay lvextend lvreduce lvremove lvs lxc \
        lxd make mc md5sum mdadm meson microk8s minikube mkdir mkfifo mkfs mkfs.ext4 mkfs.xfs mknod mkswap mktemp \
        modinfo modprobe mongo mongod mongodump mongosh mpstat msfconsole mtr multipath multipathd mv mvn mysql \
        mysqladmin mysqldump mysqld_safe nano nc ncat ncdu netplan netstat newgrp nft nginx ninja nix nix-env nmap \
        nmcli node nohup nomad npm npx nslookup nsenter ntpdate ntpq numactl nvm oc openssl openstack pacman parted \
        partprobe passwd pg_basebackup pg_ctl pg_dump pg_dumpall pg_isready pg_restore php pidof ping pip pip3 pipenv \
        pipx pkg pkill pnpm podman poetry postconf poweroff printf ps psql pulumi pvcreate pvdisplay pvs pwd pytest \
        python python2 python3 rabbitmqctl radosgw radosgw-admin rados rbd rclone redis-cli redis-server resize2fs \
        restorecon rm rmdir rmmod route rpm rpmbuild rsync ruby rustc rustup s3cmd salt sar scp sed semanage \
        semodule service sestatus setcap setenforce setenv setfacl setsebool sftp sgdisk sh sha256sum showmount \
        skopeo smartctl smbclient snap snmpwalk sqlite3 ss ssh ssh-add ssh-agent ssh-copy-id ssh-keygen ssh-keyscan \
        sshfs sshpass strace su sudo supervisorctl svn swapoff swapon sysctl sysbench systemctl systemd-analyze \
        systemd-tmpfiles tar tcpdump tee telnet terraform tftp timedatectl tmux traceroute tree tune2fs udevadm ufw \
        ulimit umount uname unxz unzip update-alternatives update-ca-certificates update-ca-trust update-grub uptime \
        useradd userdel usermod uv vagrant vault velero vgcreate vgdisplay vgextend vgs vi vim virsh virt-install \
        virtualenv visudo vmstat wget wg wg-quick whoami wipefs xargs xfs_growfs xfs_repair yarn yum zcat zfs zip \
        zpool zsh zypper
        """.split(separator: " ").map(String.init))

    /// Names that are words of English too, so that more than the name must tell a command.
    static let words: Set<String> = Set(
        """
        alias at cat comm cut date diff dir exit export expand expr false file find finger fold free halt head help \
        host hostname install join last locate login logout look lynx mail man more mount nice nmon open paste patch \
        pause perl pr reboot rename reset screen script select seq set shutdown sleep sort source split stat start \
        stop strings sync tail talk test time timeout top touch tr true type uniq unset users w watch wc whereis \
        which who write yes
        """.split(separator: " ").map(String.init))

    /// Commands that are often typed alone.
    static let complete: Set<String> = [
        "clear", "df", "dmesg", "exit", "halt", "id", "ifconfig", "ls", "lsblk", "lsmod", "lsof", "lspci", "lvs",
        "mount", "poweroff", "ps", "pvs", "pwd", "reboot", "sestatus", "sync", "top", "uptime", "vgs", "visudo",
        "whoami",
    ]

    /// Words that prose has and command lines rarely have.
    private static let prose: Set<String> = [
        "a", "an", "and", "are", "as", "be", "but", "by", "can", "for", "from", "has", "have", "if", "in", "into", "is",
        "it", "its", "not", "of", "on", "only", "or", "our", "should", "that", "the", "then", "there", "this", "to",
        "using", "was", "we", "when", "which", "will", "with", "you", "your",
    ]

    /// Whether the text, of one line, is a command and not a sentence: its first word is a program, and what follows
    /// are not words of prose.
    static func isCommand(_ text: some Sequence<UInt8>) -> Bool {
        var words = Array(text).split(whereSeparator: \.isBlankOrNewline).map { String(decoding: $0, as: UTF8.self) }
        while let first = words.first, isAssignment(first) || first == "sudo" { words.removeFirst() }
        guard let first = words.first else { return false }
        if words.contains(where: { prose.contains($0.lowercased()) }) { return false }
        if words.count > 1, let last = words.last, last.hasSuffix(":") || last.hasSuffix(".") && last.count > 2 {
            return false
        }
        if words.count == 1 { return complete.contains(first) || isPath(first) }
        if names.contains(first) || isPath(first) { return true }
        return self.words.contains(first) && words.dropFirst().contains(where: isArgument)
    }

    /// Whether it is a word of prose that command lines rarely have.
    static func isProse(_ word: String) -> Bool { prose.contains(word.lowercased()) }

    /// Whether it is the name of a usual program.
    static func isName(_ word: String) -> Bool { names.contains(word) || words.contains(word) }

    private static func isAssignment(_ word: String) -> Bool {
        guard let equals = word.utf8.firstIndex(of: ASCII.equals), equals > word.startIndex else { return false }
        return word.utf8[..<equals].allSatisfy(\.isNameByte)
    }

    private static func isPath(_ word: String) -> Bool {
        (word.hasPrefix("./") || word.hasPrefix("/") || word.hasPrefix("~/")) && word.utf8.count > 3
            && word.utf8.last != ASCII.slash
    }

    /// An option, a path, an assignment, a variable or an operator.
    private static func isArgument(_ word: String) -> Bool {
        let bytes = word.utf8
        if bytes.first == ASCII.hyphen { return bytes.count > 1 }
        return bytes.dropLast().contains {
            [ASCII.slash, ASCII.equals, ASCII.dollar, ASCII.period, ASCII.pipe, ASCII.greater].contains($0)
        }
    }
}
