"""No file names what exists only where it was written: folders beside the repository, hosts of package registries."""

from repository import ROOT, files, finish

# In two halves, so that this file may stay in the repository.
FORBIDDEN = {
    "../" + "shared": "a clone has no such folder; copy what is needed into the repository",
    "/work/" + "main": "a path of one machine",
    "/work/" + "shared": "a path of one machine",
    "pypi" + ".org": "packages are named, never the host they come from",
    "python" + "hosted.org": "packages are named, never the host they come from",
    "deb.debian" + ".org": "packages are named, never the host they come from",
    "Fetch" + "Content": "nothing is downloaded while configuring",
    "ExternalProject" + "_Add": "nothing is downloaded while configuring",
}

faults = []
for path in files():
    content = path.read_bytes()
    for text, reason in FORBIDDEN.items():
        at = content.find(text.encode())
        if at >= 0:
            line = content.count(b"\n", 0, at) + 1
            faults.append(f"{path.relative_to(ROOT)}:{line}: '{text}': {reason}")

finish("no file names what exists only where it was written", faults)
