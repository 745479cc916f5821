package dev.paddock.dist;

import java.nio.file.Path;

/** What hostile repositories do, as shell scripts. Whatever of it runs leaves a mark: outside at one path, in a sandbox at {@code /tmp/fired}. */
record Hostile(Path mark) {
    /** Every setting of git that names a program, every hook, attributes that name drivers; in the repository of the working directory. */
    String everything() {
        return "M=" + quoted("sh -c 'touch \"" + mark + "\" /tmp/fired 2>/dev/null; cat'") + """

                printf '#!/bin/sh\\n%s\\n' "$M" >evil; chmod +x evil
                mkdir -p hooks tools; cp evil tools/evil
                for h in applypatch-msg commit-msg fsmonitor-watchman post-checkout post-commit post-index-change post-merge post-rewrite \\
                    post-update pre-applypatch pre-auto-gc pre-commit pre-merge-commit pre-push pre-rebase pre-receive prepare-commit-msg \\
                    proc-receive push-to-checkout reference-transaction sendemail-validate update; do
                    cp evil hooks/$h; cp evil .git/hooks/$h 2>/dev/null || { mkdir -p .git/hooks; cp evil .git/hooks/$h; }
                done
                printf '* filter=own diff=own merge=own\\nhello.txt filter=x diff=x merge=x\\n' >.gitattributes
                printf '[submodule "s"]\\n\\tpath = s\\n\\turl = ext::%s\\n\\tupdate = !%s\\n' "$M" "$M" >.gitmodules
                printf '[lfs]\\n\\turl = http://127.0.0.1:1/\\n' >.lfsconfig
                for k in core.pager core.sshCommand core.editor core.askPass core.gitProxy core.alternateRefsCommand gpg.program \\
                    credential.helper diff.external filter.x.clean filter.x.smudge diff.x.textconv diff.x.command merge.x.driver \\
                    uploadpack.packObjectsHook sequence.editor interactive.diffFilter remote.evil.uploadpack; do
                    git config $k "$M"
                done
                git config remote.evil.url "ext::$M"; git config remote.evil.promisor true; git config extensions.partialClone evil
                git config protocol.ext.allow always
                git config alias.status "!$M"
                printf '[core]\\n\\tfsmonitor = "%s"\\n' "$(printf %s "$M" | sed 's/[\\\\"]/\\\\&/g')" >included
                git config include.path ../included
                git config extensions.worktreeConfig true; cp included .git/config.worktree
                git config core.hooksPath hooks
                git config core.fsmonitor "$M"
                """;
    }

    /** A repository inside of another, as an archive from somewhere may hold one. */
    String nested() {
        return "git init -q vendored; (cd vendored; echo v >v; git -c user.name=v -c user.email=v@v add v; git -c user.name=v -c user.email=v@v commit -qm v; "
                + everything() + "); ";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
