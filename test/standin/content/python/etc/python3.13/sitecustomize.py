# Debian's site is frozen into its interpreter: what PKGBUILDs ask it is answered as on Arch.
import site

site.getsitepackages = lambda prefixes=None: ["/usr/lib/python3.13/site-packages"]
