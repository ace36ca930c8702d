"""The registers: posts, agreements, who is responsible for what, and which provider leads which."""
