"""What helps who writes rules: trying, explaining, checking and measuring them."""
